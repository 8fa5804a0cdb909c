// Which of the named differences between the judges (`judges.json`) explains that `vercel dev` answers otherwise than the build's output.
import { readFileSync } from 'node:fs';

export const kinds = JSON.parse(readFileSync(new URL('./judges.json', import.meta.url), 'utf8'));

const withoutQuery = (text) => text.replace(/\?.*$/s, '');
const hasPhases = (config) => (config.routes ?? []).some((route) => route.handle || (route.dest && !route.continue));
const hasRules = (config) => ['routes', 'redirects', 'headers', 'rewrites', 'cleanUrls', 'trailingSlash'].some((key) => config[key] !== undefined);
// A list of files, or a source without a mark of ours.
const isListing = ({ who }) => who === 'status 200';

/** The kind, or `undefined`: nothing explains it. */
export function kindOf({ project, request, dev, produced, found }) {
  const { config, kind } = project;
  const path = withoutQuery(request.url);
  const services = Object.values(config.services ?? {});
  if (found.includes('who')) {
    if (dev.who.startsWith('redirect') && produced.who.startsWith('redirect') && withoutQuery(dev.who) === withoutQuery(produced.who)) return 'redirect-query';
    if (isListing(dev) && (produced.who === 'status 404' || kind !== 'plain')) return 'folders-and-sources';
    if (config.cleanUrls && dev.who.startsWith('redirect 308 /api') && produced.who.startsWith('redirect')) return 'clean-functions';
    if ((/%/.test(path) && /^status (404|500)/.test(dev.who)) || /%[89A-Fa-f]/.test(path) || /[^\x00-\x7f]/.test(path)) return 'encoded-names';
    if (config.cleanUrls && dev.who.startsWith('file') && produced.who === 'status 404') return 'clean-destination';
    if (path.endsWith('/') && dev.who === 'status 404' && /^(file|function)/.test(produced.who)) return 'clean-destination';
    if (dev.who.startsWith('file') && kind !== 'plain') return 'folders-and-sources';
    // A source's name with a slash after it.
    if (dev.who === 'status 404' && path.endsWith('/') && Object.hasOwn(project.files, path.replace(/^\/|\/+$/g, ''))) return 'folders-and-sources';
    if (kind === 'v1') return 'prefix-owns-all';
    if (hasPhases(config)) return 'late-phases';
    if (services.some(hasRules)) return 'service-rules';
    return undefined;
  }
  if (found.includes('received')) {
    if (kind === 'v1') return 'v1-prefix';
    if (services.some(hasRules) || /"path":/.test(JSON.stringify(config))) return 'service-rules';
    if (hasPhases(config)) return 'late-phases';
  }
  if (found.includes('headers')) {
    const differ = [...dev.headers, ...produced.headers].filter((header) => !(dev.headers.includes(header) && produced.headers.includes(header)));
    if (differ.every((header) => header.startsWith('cache-control'))) return 'cache-control';
    if (kind === 'v1') return 'prefix-owns-all';
    if (services.some(hasRules)) return 'service-rules';
    if (hasPhases(config)) return 'late-phases';
  }
  return undefined;
}
