// Random `services` (v2) and `experimentalServicesV2`: first services that fit the tree, then, half of the time, mistakes.
import { spell } from './generate-v1.mjs';
import { regexPattern, rewrite, routingBlock, serviceDestination, sourcePattern } from './patterns.mjs';

const NAMES = ['web', 'api', 'frontend', 'backend', 'my-api', 'my_api', 'users', 'x', 'docs', 'mail', 'svc-b', 'a_b-c'];
const SLUGS = ['nextjs', 'vite', 'fastapi', 'express', 'python', 'node', 'go', 'rust', 'ruby', 'container', 'hono', 'astro', 'nestjs', 'axum', 'bun', 'flask', 'django', 'remix', 'services', 'storybook', 'hydrogen'];
const RUNTIMES = ['node', 'python', 'go', 'rust', 'ruby', 'container'];
const RUNTIME_OF = { go: 'go', rust: 'rust', ruby: 'ruby', container: 'container', python: 'python', fastapi: 'python', flask: 'python', django: 'python', fasthtml: 'python', express: 'node', hono: 'node', h3: 'node', koa: 'node', nestjs: 'node', elysia: 'node', fastify: 'node', node: 'node' };

function source(random, place) {
  const { directory, framework, entries } = place;
  const entry = random.pick(entries);
  const runtime = RUNTIME_OF[framework] ?? (place.python ? 'python' : undefined);
  const root = { root: spell(random, directory) };
  return random.weighted([
    [runtime && !place.container ? 0.6 : 5, root],
    [runtime ? 7 : 2, { ...root, entrypoint: entry }],
    [framework ? 6 : 0, { ...root, framework }],
    [framework ? 3 : 0, { ...root, framework, entrypoint: entry }],
    [2, { ...root, runtime: runtime ?? random.pick(RUNTIMES), entrypoint: entry }],
    [0.7, { ...root, runtime: runtime ?? 'node' }],
    [1, { ...root, entrypoint: random.pick(['.', 'src', './', 'app']) }],
    [1, { root: '.', entrypoint: directory === '.' ? entry : `${directory}/${entry}` }],
    [1, { root: '.', framework: framework ?? random.pick(SLUGS) }],
    [place.container ? 6 : 0.7, { ...root, runtime: 'container', ...(random.chance(0.5) ? { entrypoint: entry } : {}) }],
    [place.container ? 2 : 0.3, { ...root, entrypoint: random.pick(['Dockerfile', 'docker/Dockerfile', 'api.dockerfile', './Containerfile', 'Dockerfile/']) }],
  ]);
}

const FUNCTIONS = [{ 'api/*.ts': { memory: 1024 } }, { '**/*': { maxDuration: 'max', regions: ['iad1'] } }, { 'index.js': { affinity: { mode: 'strict' }, regions: ['iad1', 'iad1'] } }];

function extras(random, names) {
  const all = {
    buildCommand: () => 'npm run build',
    installCommand: () => 'npm ci',
    devCommand: () => 'npm run dev',
    ignoreCommand: () => 'exit 1',
    outputDirectory: () => random.pick(['dist', './out', 'out/', 'a/../b', '/abs']),
    command: () => random.pick(['start', ['npm', 'start'], [], '']),
    functions: () => random.pick(FUNCTIONS),
    bindings: () => Array.from({ length: random.int(1, 2) }, () => binding(random, names)),
    routing: () => undefined,
  };
  const made = {};
  for (const key of random.sample(Object.keys(all), random.weighted([[5, 0], [4, 1], [2, 2], [1, 4]]))) {
    if (key === 'routing') Object.assign(made, routingBlock(random, [], 0.04));
    else made[key] = all[key]();
  }
  return made;
}

function binding(random, names) {
  return { ...(random.chance(0.5) ? { type: 'service' } : {}), service: random.pick(names), format: 'url', env: random.pick(['API_URL', 'WEB_URL', '_x', 'NEXT_PUBLIC_A']) };
}

const set = (values) => (service) => Object.assign(service, values);

const SERVICE_MISTAKES = [
  (s) => void delete s.root,
  (s, r) => set({ root: r.pick(['', 5, null, ['x'], '/abs', '/', '..', '../x', 'a/../../b', './..']) })(s),
  (s, r) => set({ root: r.pick(['missing', 'apps/missing/', 'file', 'file/', 'README.md', './file', 'package.json', 'file/x', 'apps', 'empty', '..x', '.x/..']) })(s),
  (s, r) => set({ runtime: r.pick(['python3.12', 'nodejs20.x', 'edge', 'Node', '', 'bun']) })(s),
  (s, r) => set({ framework: r.pick(['next', 'Next.js', 'fast-api', 'sanity-v3', '', 'other', 'constructor']) })(s),
  (s, r) => set({ runtime: r.pick(RUNTIMES), framework: r.pick(['fastapi', 'express', 'go', 'nextjs', 'container', 'rust', 'axum', 'python']) })(s),
  (s, r) => set({ runtime: 'container', entrypoint: r.pick(['nginx', 'ghcr.io/x/y:1', 'main.py', 'Dockerfile', 'x/Dockerfile.prod', 'my-containerfile.txt', '']) })(s),
  (s) => (set({ runtime: 'container' })(s), void delete s.entrypoint),
  (s, r) => set({ entrypoint: r.pick(['missing.py', 'nowhere', 'missing:app', 'a.b.c:app', '/', 'x/..', '../x', '.', 'src', 'index.html', 'main:', 'README.md', 'Dockerfile', 'App.tsx', 'package.json', 'x'.repeat(513)]) })(s),
  (s, r) => (set({ entrypoint: r.pick(['.', './', 'src', 'app', 'cmd', 'public']) })(s), void delete s.framework),
  (s) => (delete s.entrypoint, delete s.framework, void delete s.runtime),
  (s, r) => (set({ runtime: r.pick(RUNTIMES) })(s), delete s.framework, void delete s.entrypoint),
  (s, r) => set({ framework: r.pick(SLUGS) })(s),
  (s, r, names) => set({ bindings: r.pick([[{ service: 'nope', format: 'url', env: 'A' }], [{ service: 'Bad', format: 'url', env: 'A' }], [{ service: 'a1', format: 'url', env: 'A' }], [{ service: r.pick(names), format: 'host', env: 'A' }], [{ service: r.pick(names), format: 'url', env: '1A' }], [{ service: r.pick(names), format: 'url' }], [{ service: r.pick(names), format: 'url', env: 'A', type: 'x' }], {}, [], [null], 'x', [{}]]) })(s),
  (s, r) => set({ [r.pick(['memory', 'maxDuration', 'includeFiles', 'routePrefix', 'mount', 'type', 'schedule', 'env', 'crons', 'images', 'builder', 'workspace', '_comment', 'entryPoint'])]: r.pick(['x', 128, {}, []]) })(s),
  (s, r) => set({ [r.pick(['root', 'entrypoint', 'framework', 'runtime', 'buildCommand', 'installCommand', 'devCommand', 'ignoreCommand', 'outputDirectory', 'command', 'bindings', 'functions', 'headers', 'redirects', 'rewrites', 'routes', 'cleanUrls', 'trailingSlash'])]: r.pick([5, null, true, {}, [], '', ['x'], 'x'.repeat(600)]) })(s),
  (s, r) => set({ functions: r.pick([{}, { x: {} }, { 'a.js': { memory: 1 } }, { 'a.js': { runtime: 'nodejs20.x' } }, { 'a.js': { affinity: { mode: 'strict' }, regions: r.pick([['all'], ['iad1', 'sfo1'], ['iad1'], []]) } }, { 'a.js': { includeFiles: ['x'] } }]) })(s),
  (s, r) => set({ rewrites: [{ source: sourcePattern(r, 0.9), destination: '/' }] })(s),
  (s, r) => set({ redirects: [{ source: sourcePattern(r, 0.5), destination: '/:nope', permanent: true, ...(r.chance(0.3) ? { statusCode: 301 } : {}) }] })(s),
  (s, r) => set({ routes: [{ src: regexPattern(r, 0.6) }, { handle: 'hit' }, { src: '/x', dest: '/y' }] })(s),
];

const BAD_NAMES = ['1a', 'a-', '_x', 'a b', 'ü', '', 'a.b', 'x'.repeat(65), 'x'.repeat(64), 'A', 'Web', 'a1', 'api2', '-a', 'a/b', '__proto__', '10', 'a--b', 'a_-_b'];
const BAD_SERVICES = [null, 5, 'x', true, [], {}, ['.'], ''];
const BUILD_SETTINGS = ['functions', 'installCommand', 'buildCommand', 'devCommand', 'ignoreCommand', 'outputDirectory', 'framework'];

const FILE_MISTAKES = [
  (c, k, r) => void Object.defineProperty(c[k], r.pick(BAD_NAMES), { value: { root: '.', framework: 'nextjs' }, enumerable: true, configurable: true, writable: true }),
  (c, k, r) => void (c[k][r.pick(NAMES)] = r.pick(BAD_SERVICES)),
  (c, k, r) => void (c[k] = r.pick([{}, [], null, 'x', 5, [{ root: '.' }]])),
  (c) => void (c.builds = [{ use: '@vercel/node', src: 'a.js' }]),
  (c, k, r) => void (c[r.pick(BUILD_SETTINGS)] = r.pick([null, 'x', 'nextjs', '', {}, { 'a.js': { memory: 128 } }])),
  (c, k, r) => r.sample(BUILD_SETTINGS.slice(1), 3).forEach((key) => (c[key] = r.pick([null, 'npm x', '']))),
  (c, k, r) => void (c.experimentalServices = r.pick([{ w: { framework: 'nextjs', mount: '/' } }, {}, null])),
  (c, k, r) => void (c[k === 'services' ? 'experimentalServicesV2' : 'services'] = r.pick([{ web: { root: '.' } }, {}, null])),
  (c, k, r) => void (c.rewrites = [{ source: sourcePattern(r, 0.7), destination: serviceDestination(r, ['web', 'api']) }]),
  (c, k, r) => void (c.rewrites = [{ source: '/a', destination: r.pick([{ service: '1x' }, { service: 'x', host: 'y' }, {}, { path: '/' }, null, 5]) }]),
  (c, k, r) => Object.assign(c, routingBlock(r, ['web', 'api', 'nope'], 0.4)),
  (c, k, r) => void (c.daemons = { [r.pick(['bot', 'web', 'Bot', 'a-', 'x_y'])]: { root: '.', entrypoint: r.pick(['Dockerfile', 'main.py', 'x\\Dockerfile', 'my.containerfile']), ...r.pick([{ instances: { iad1: 1 } }, { replicas: { iad1: 1 } }, {}]) } }),
  (c) => void Object.assign(c, { daemons: { bot: { root: '.', entrypoint: 'Dockerfile', instances: {} } }, rewrites: [{ source: '/a', destination: { service: 'bot' } }] }),
  (c) => void Object.assign(c, { daemons: { bot: { root: '.', entrypoint: 'Dockerfile', instances: {} } }, routes: [{ src: '/a', destination: { service: 'bot' } }] }),
  (c, k) => {
    c.daemons = { bot: { root: '.', entrypoint: 'Dockerfile', instances: {} } };
    const first = Object.values(c[k])[0];
    if (first && typeof first === 'object') first.bindings = [{ service: 'bot', format: 'url', env: 'X' }];
  },
];

/** A configuration with v2 services for the places of a tree. */
export function v2Services(random, places) {
  const services = {};
  const spare = random.shuffle(NAMES);
  const count = random.weighted([[2, 1], [5, 2], [4, 3], [2, 4], [1, 6]]);
  const chosen = Array.from({ length: count }, (_, number) => {
    const place = number < places.length ? places[number] : random.pick(places);
    const named = place.directory.split('/').at(-1);
    return [random.chance(0.4) && /^[a-z]+$/.test(named) ? named : spare.pop(), place];
  });
  const names = [...new Set(chosen.map(([name]) => name))];
  for (const [name, place] of chosen) {
    const made = { ...source(random, place), ...extras(random, names) };
    services[name] = random.chance(0.4) ? Object.fromEntries(random.shuffle(Object.entries(made))) : made;
  }
  const key = random.chance(0.85) ? 'services' : 'experimentalServicesV2';
  const config = { [key]: services };
  if (random.chance(0.2)) config.$schema = 'https://openapi.vercel.sh/vercel.json';
  if (random.chance(0.6)) {
    const leading = names.map((name) => ({ source: random.pick(['/(.*)', `/${name}/:path*`, `/${name}(/.*)?`]), destination: { ...(random.chance(0.3) ? { type: 'service' } : {}), service: name } }));
    config.rewrites = [...(random.chance(0.2) ? [rewrite(random, names, 0.03)] : []), ...leading];
  }
  if (random.chance(0.1)) config.routes = [{ src: '/(.*)', destination: { service: names[0] } }];
  if (random.chance(0.1)) config.crons = [{ path: '/api/cron', schedule: '0 5 * * *' }];
  if (random.chance(0.1)) config.buildCommand = null;
  if (random.chance(0.62)) return config;

  const mistakes = random.weighted([[6, 1], [3, 2], [1, 4]]);
  for (let number = 0; number < mistakes; number++) {
    const section = config[key];
    const usable = section && typeof section === 'object';
    if (random.chance(0.25)) {
      if (usable) random.pick(FILE_MISTAKES)(config, key, random);
      continue;
    }
    const targets = Object.values(section ?? {}).filter((each) => each && typeof each === 'object' && !Array.isArray(each));
    if (targets.length > 0) random.pick(SERVICE_MISTAKES)(random.pick(targets), random, names);
  }
  return config;
}
