// The services of `config.json` beside those of `svc-lsp inspect`.

const keys = ['name', 'framework', 'runtime', 'entrypoint', 'workspace', 'root', 'routePrefix', 'subdomain'];

const shown = (service) => ({ ...Object.fromEntries(keys.filter((key) => service[key] !== undefined).map((key) => [key, service[key]])), use: service.builder?.use, src: service.builder?.src });

/** Where they differ. */
export function services(config, inspected) {
  const theirs = (config.services ?? []).map(shown);
  const ours = inspected.services.map(shown);
  const [a, b] = [theirs, ours].map((list) => JSON.stringify([...list].sort((x, y) => (x.name < y.name ? -1 : 1))));
  return a === b ? [] : [{ theirs, ours }];
}
