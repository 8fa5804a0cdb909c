// Random `experimentalServices`: first services that fit the tree, then, half of the time, mistakes in them.

const NAMES = ['web', 'api', 'frontend', 'backend', 'my-api', 'my_api', 'My-API', 'users', 'a1', 'x', 'docs', 'A', 'svc_2b', 'constructor', 'mail'];
const PREFIXES = ['/', '/', '/api', '/api', '/api/py', '/docs', '/api/v1/users', 'api', '/api/', 'docs/', '/a.b', '/a+b', '/(x)', '/API', '//', '/x//', '/_svcs', '/my-app', '/$1'];
const SLUGS = ['nextjs', 'vite', 'fastapi', 'express', 'python', 'node', 'go', 'rust', 'ruby', 'container', 'hono', 'astro', 'services', 'nestjs', 'axum', 'bun', 'sveltekit-1', 'nuxtjs', 'flask', 'django', 'remix', 'storybook', 'redwoodjs', 'hydrogen', 'fasthtml', 'gatsby', 'create-react-app', 'vue', 'sanity', 'solidstart', 'blitzjs'];
const RUNTIMES = ['node', 'python', 'go', 'rust', 'ruby', 'container'];
const BUILDERS = ['@vercel/node', '@vercel/python', '@vercel/static-build', '@vercel/static', '@vercel/next', '@vercel/backends', '@vercel/go', '@vercel/container', 'custom-builder@1.0.0'];
const SCHEDULES = ['0 5 * * *', '*/15 * * * *', '0 0 1 1 *', ['0 5 * * *', '0 6 * * *'], '<dynamic>'];
const RUNTIME_OF = { go: 'go', rust: 'rust', ruby: 'ruby', container: 'container', python: 'python', fastapi: 'python', flask: 'python', django: 'python', fasthtml: 'python', express: 'node', hono: 'node', h3: 'node', koa: 'node', nestjs: 'node', elysia: 'node', fastify: 'node', node: 'node' };
const join = (directory, path) => (directory === '.' ? path : `${directory}/${path}`);

/** The same path in another spelling. */
export function spell(random, path) {
  if (!random.chance(0.2)) return path;
  return random.pick([(p) => `./${p}`, (p) => `${p}/`, (p) => `./${p}/`, (p) => `x/../${p}`, (p) => p.replace('/', '//'), (p) => `${p}//`])(path);
}

function routing(random, taken) {
  const free = PREFIXES.filter((prefix) => !taken.has(prefix));
  const prefix = random.pick(random.chance(0.9) && free.length > 0 ? free : PREFIXES);
  taken.add(prefix);
  const subdomain = random.pick(['api', 'py', 'Docs', 'a-b', 'x9']);
  return random.weighted([
    [8, { routePrefix: prefix }],
    [6, { mount: prefix }],
    [3, { mount: { path: prefix } }],
    [2, { mount: { path: prefix, subdomain } }],
    [2, { mount: { subdomain } }],
    [2, { subdomain }],
    [2, { routePrefix: prefix, subdomain }],
  ]);
}

/** How a service names what it is built from, given what was planted at its place. */
function source(random, place) {
  const { directory, framework, entries } = place;
  const entry = random.pick(entries);
  const module = entry.includes(':');
  const runtime = RUNTIME_OF[framework] ?? (place.python ? 'python' : 'node');
  const dotted = /^[A-Za-z_][\w/]*$/.test(directory) && module ? `${directory.replaceAll('/', '.')}.${entry}` : undefined;
  const whole = dotted ?? (module ? join(directory, entry.split(':')[0].replaceAll('.', '/') + '.py') : join(directory, entry));
  const root = { root: spell(random, directory) };
  const known = module || /\.(ts|mts|js|mjs|cjs|py|go|rs|rb|ru)$/.test(entry);
  return random.weighted([
    [known ? 5 : 0.3, { entrypoint: module && dotted ? dotted : spell(random, whole) }],
    [known ? 4 : 0.3, { ...root, entrypoint: entry }],
    [framework ? 4 : 0.3, { entrypoint: spell(random, directory) }],
    [framework ? 2 : 0.2, { ...root, entrypoint: '.' }],
    [framework ? 6 : 0, { entrypoint: spell(random, directory), framework }],
    [framework ? 5 : 0, { ...root, framework }],
    [framework ? 3 : 0, { ...root, framework, entrypoint: entry }],
    [framework && directory === '.' ? 4 : 0, { framework }],
    [framework ? 0.5 : 3, { ...root, framework: random.pick(SLUGS) }],
    [3, { runtime, ...root, entrypoint: entry }],
    [3, { runtime, entrypoint: whole }],
    [1, { builder: random.pick(BUILDERS), entrypoint: whole }],
    [1, { builder: random.pick(BUILDERS), ...root, framework: framework ?? 'nextjs' }],
    [place.container ? 5 : 0.4, { runtime: 'container', entrypoint: random.pick([whole, 'ghcr.io/x/y:1', 'nginx', 'Dockerfile', './Dockerfile', 'my.dockerfile']), ...(random.chance(0.4) ? { command: random.pick(['run', ['npm', 'start']]) } : {}) }],
  ]);
}

function kind(random) {
  return random.weighted([
    [14, () => ({})],
    [2, () => ({ type: 'web' })],
    [1.5, () => ({ type: 'worker', ...(random.chance(0.6) ? { topics: random.pick([['jobs'], ['a', 'b']]) } : {}), ...(random.chance(0.3) ? { consumer: 'c' } : {}) })],
    [1.5, () => ({ type: 'cron', schedule: random.pick(SCHEDULES) })],
    [1.2, () => ({ type: 'job', trigger: 'schedule', schedule: random.pick(SCHEDULES) })],
    [1.2, () => ({ type: 'job', trigger: 'queue', topics: random.pick([['jobs'], [{ topic: 'x' }], [{ topic: 'y', retryAfterSeconds: 5, initialDelaySeconds: 0 }]]) })],
    [0.8, () => ({ type: 'job', trigger: 'workflow' })],
  ])();
}

function extras(random) {
  const all = {
    memory: random.pick([128, 1024, 10240]),
    maxDuration: random.pick([1, 60, 900, 3600, 'max']),
    includeFiles: random.pick(['data/**', ['a', 'b'], []]),
    excludeFiles: random.pick(['*.md', ['x']]),
    buildCommand: 'npm run build',
    installCommand: 'npm ci',
    preDeployCommand: 'npm run migrate',
    workspace: random.pick(['.', 'apps/web', 'ws']),
  };
  return Object.fromEntries(random.sample(Object.keys(all), random.weighted([[6, 0], [3, 1], [1, 2], [1, 5]])).map((key) => [key, all[key]]));
}

function service(random, place, taken) {
  const what = kind(random);
  const web = what.type === undefined || what.type === 'web';
  const made = { ...what, ...(web ? routing(random, taken) : {}), ...source(random, place), ...extras(random) };
  return random.chance(0.5) ? Object.fromEntries(random.shuffle(Object.entries(made))) : made;
}

const set = (values) => (service) => Object.assign(service, values);
const drop = (...keys) => (service) => {
  for (const key of keys) delete service[key];
  return service;
};
const asWeb = drop('type', 'trigger', 'schedule', 'topics', 'consumer');

/** Mistakes in one service, each aimed at a code of the resolver or a rule of the schema. */
export const SERVICE_MISTAKES = [
  (s) => Object.assign(s, { mount: '/m', routePrefix: '/r' }),
  (s) => Object.assign(s, { mount: { path: '/m' }, subdomain: 'x' }),
  (s, r) => set({ mount: r.pick([5, null, true, [], ['/x'], {}, { path: 3 }, { subdomain: false }, { path: '/x', host: 'y' }, { path: null }, '', { path: '' }]) })(drop('routePrefix', 'subdomain')(s)),
  (s, r) => set({ subdomain: r.pick(['-a', 'a-', 'a.b', 'a_b', '', 'x'.repeat(64), 'ü', 'a b']) })(drop('mount')(s)),
  (s) => drop('mount', 'routePrefix', 'subdomain')(asWeb(s)),
  (s, r) => set({ routePrefix: r.pick(['/_svc', '_svc', '/_svc/', '/_svc/x', '_svc/api/', '/_svc//']) })(drop('mount')(s)),
  (s, r) => set({ type: r.pick(['worker', 'cron', 'job']), routePrefix: r.pick(['/api', 'x', '']), trigger: 'queue', topics: ['a'], schedule: '0 0 * * *' })(drop('mount')(s)),
  (s, r) => set({ type: r.pick(['worker', 'cron', 'job']), subdomain: 'x', trigger: 'queue', topics: ['a'], schedule: '0 0 * * *' })(drop('mount', 'routePrefix')(s)),
  (s) => set({ type: 'job' })(drop('trigger', 'mount', 'routePrefix', 'subdomain')(s)),
  (s, r) => set({ type: 'job', trigger: r.pick(['cron', 'Queue', '', null, 5, 'workflow ']) })(drop('mount', 'routePrefix', 'subdomain')(s)),
  (s) => set({ type: 'cron' })(drop('schedule', 'mount', 'routePrefix', 'subdomain')(s)),
  (s) => set({ type: 'job', trigger: 'schedule' })(drop('schedule', 'mount', 'routePrefix', 'subdomain')(s)),
  (s, r) => set({ type: r.pick(['cron', 'job']), trigger: 'schedule', schedule: r.pick(['', [], null, '* * *', ['<dynamic>'], 5, ['0 5 * * *', '']]) })(drop('mount', 'routePrefix', 'subdomain')(s)),
  (s, r) => set({ type: 'job', trigger: 'queue', topics: r.pick([[], undefined, 'jobs', null, [5], [''], [{ topic: 'a', x: 1 }], ['a', { topic: 'b' }], [{ topic: 'a', retryAfterSeconds: 0 }], [{ topic: 'a', initialDelaySeconds: 86401 }]]) })(drop('mount', 'routePrefix', 'subdomain')(s)),
  (s, r) => set({ type: 'worker', topics: r.pick([[], 'jobs', [1], null, [{ topic: 'a' }]]) })(drop('mount', 'routePrefix', 'subdomain')(s)),
  (s) => set({ type: 'job', trigger: 'workflow' })(drop('entrypoint', 'mount', 'routePrefix', 'subdomain')(s)),
  (s, r) => set({ root: r.pick(['/abs', '/', '..', '../x', 'a/../../b', './..', '']) })(s),
  (s, r) => set({ env: r.pick([[], 'x', null, {}, { '1A': {} }, { A: null }, { A: [] }, { A: { type: 'other' } }, { A: { type: 'service-ref' } }, { A: { type: 'service-ref', service: '' } }, { A: { type: 'service-ref', service: 'nope' } }, { API: { type: 'service-ref', service: r.pick(NAMES) }, B: { type: 'service-ref', service: 'web' } }]) })(s),
  (s, r) => set({ runtime: r.pick(['python3.12', 'nodejs20.x', 'edge', 'Node', 'bun', '']) })(s),
  (s, r) => set({ framework: r.pick(['next', 'Next.js', 'fast-api', 'sanity-v3', '', null, 'other', 'nodejs']) })(s),
  (s, r) => set({ runtime: r.pick(RUNTIMES), framework: r.pick(['fastapi', 'express', 'go', 'nextjs', 'container', 'rust', 'axum', 'python']) })(s),
  (s) => drop('framework', 'builder', 'runtime', 'entrypoint')(s),
  (s, r) => set({ runtime: r.pick(RUNTIMES) })(drop('framework', 'builder', 'entrypoint')(s)),
  (s, r) => set({ builder: r.pick(BUILDERS) })(drop('framework', 'runtime', 'entrypoint')(s)),
  (s, r) => set({ command: r.pick(['npm start', ['a', 'b'], '', [], null]) })(s),
  (s, r) => set({ root: r.pick(['missing', 'apps/missing/', 'file', 'file/', 'README.md', './file', 'package.json']) })(s),
  (s, r) => set({ entrypoint: r.pick(['missing.py', 'nowhere', 'missing:app', 'a.b.c:app', './missing', '/', 'x/..', '../x', 'empty', '.', 'file', 'README.md', 'main:', 'a-b:c', 'src/app:app', 'App.tsx', 'server.cts', 'Dockerfile', '']) })(s),
  (s, r) => set({ entrypoint: r.pick(['.', './', 'empty', 'web', 'apps', 'api']) })(drop('framework')(s)),
  (s, r) => set({ framework: r.pick(SLUGS) })(s),
  (s, r) => set({ builder: r.pick(BUILDERS) })(s),
  (s, r) => set({ memory: r.pick([127, 10241, '1024', 0, 128.5, null, -1]) })(s),
  (s, r) => set({ maxDuration: r.pick([0, 3601, 901, '60', 'MAX', 1.5, null]) })(s),
  (s, r) => set({ [r.pick(['routeprefix', 'prefix', 'functions', 'rewrites', 'regions', 'name', 'bindings', 'devCommand', '_comment', 'envPrefix'])]: r.pick(['x', {}, []]) })(s),
  (s, r) => set({ [r.pick(['entrypoint', 'root', 'workspace', 'framework', 'builder', 'buildCommand', 'installCommand', 'preDeployCommand', 'includeFiles', 'excludeFiles', 'routePrefix', 'subdomain', 'type', 'trigger', 'schedule', 'topics', 'consumer'])]: r.pick([5, null, true, {}, [], '', ['x'], 'x'.repeat(600)]) })(s),
  (s, r) => set({ type: r.pick(['Web', 'service', '', null, 'static', 'queue']) })(s),
  (s, r) => set({ routePrefix: r.pick(['/', '/api', '/api/', 'api']) })(drop('mount')(s)),
];

const BAD_NAMES = ['1a', '10', '2', 'a-', '_x', 'a b', 'ü', '', 'a.b', 'x'.repeat(65), 'a_', '-a', 'a/b', '__proto__'];
const BAD_SERVICES = [null, 5, 'x', true, [], {}, [{}], ''];

/** Mistakes in the whole section, or beside it. */
const FILE_MISTAKES = [
  (config, random) => void Object.defineProperty(config.experimentalServices, random.pick(BAD_NAMES), { value: { framework: 'nextjs', mount: '/n' }, enumerable: true, configurable: true, writable: true }),
  (config, random) => void (config.experimentalServices[random.pick(NAMES)] = random.pick(BAD_SERVICES)),
  (config, random) => void (config.experimentalServices = random.pick([{}, [], null, 'x', 5, [{ framework: 'nextjs' }]])),
  (config) => void (config.builds = [{ use: '@vercel/node', src: 'a.js' }]),
  (config, random) => void (config.functions = random.pick([{ 'api/*.js': { memory: 128 } }, {}])),
  (config) => void (config.experimentalServiceGroups = { all: ['web', 'nope'] }),
  (config, random) => void (config.experimentalServiceGroups = random.pick([{ all: 'web' }, { 'a-': [] }, { all: [''] }, []])),
  (config) => void (config.services = { web: { root: '.' } }),
  (config, random) => void Object.assign(config, random.pick([{ rewrites: {} }, { cleanUrls: null }, { crons: [{ path: 'x', schedule: '* * * *' }] }, { rewrites: [{ source: '/(a(b))', destination: '/' }] }])),
];

/** Settings of v1 that only the migration to v2 has to do with. */
function migrationExtras(random, config) {
  const names = Object.keys(config.experimentalServices);
  const web = names.filter((name) => [undefined, 'web'].includes(config.experimentalServices[name]?.type));
  const objects = Object.values(config.experimentalServices).filter((service) => service !== null && typeof service === 'object');
  const all = {
    references: () => {
      for (const service of random.sample(objects, 2)) {
        const env = ['BACKEND', 'API_URL', 'NEXT_PUBLIC_API_URL', 'VITE_X', 'NEXT_PUBLIC_', 'WEB_URL'];
        service.env = Object.fromEntries(random.sample(env, random.int(1, 2)).map((name) => [name, { type: 'service-ref', service: random.pick(random.chance(0.85) && web.length > 0 ? web : names) }]));
      }
    },
    build: () => void (config.build = { env: random.pick([{}, { NEXT_PUBLIC_API_URL: '/api' }, { VITE_WEB_URL: 'x', A: 'b' }]) }),
    settings: () => {
      const values = { functions: { 'api/*.js': { memory: 1024 } }, installCommand: 'npm ci', buildCommand: random.pick(['make', null]), devCommand: 'dev', ignoreCommand: null, outputDirectory: 'out', framework: random.pick(['services', null, 'nextjs']) };
      for (const key of random.sample(Object.keys(values), random.int(1, 3))) config[key] = values[key];
    },
    rewrites: () => void (config.rewrites = random.pick([[], [{ source: '/old', destination: '/new' }]])),
    groups: () => void (config.experimentalServiceGroups = { all: names }),
    upper: () => {
      config.experimentalServices = Object.fromEntries(Object.entries(config.experimentalServices).map(([name, service]) => [random.chance(0.6) ? name.toUpperCase() : name, service]));
    },
    other: () => Object.assign(config, random.pick([{ services: {} }, { services: null }, { experimentalServicesV2: { web: { root: '.' } } }])),
    renamed: () => {
      config.experimentalServicesV2 = { web: { root: '.' } };
      delete config.experimentalServices;
    },
  };
  for (const key of random.sample(Object.keys(all), random.weighted([[4, 0], [4, 1], [2, 2]]))) {
    if (['other', 'renamed', 'settings'].includes(key) && !random.chance(0.35)) continue;
    if (config.experimentalServices) all[key]();
  }
}

/** A v1 configuration to migrate: mostly one that resolves. */
export function v1ToMigrate(random, places) {
  const config = v1Services(random, places, 0.12);
  if (config.experimentalServices && typeof config.experimentalServices === 'object' && !Array.isArray(config.experimentalServices)) migrationExtras(random, config);
  return config;
}

/** A configuration with `experimentalServices` for the places of a tree; `mistaken` is how often it has mistakes. */
export function v1Services(random, places, mistaken = 0.38) {
  const services = {};
  const taken = new Set();
  const names = random.shuffle(NAMES);
  const count = random.weighted([[2, 1], [5, 2], [4, 3], [2, 4], [1, 6]]);
  for (let number = 0; number < count; number++) {
    const place = number < places.length ? places[number] : random.pick(places);
    const named = place.directory.split('/').at(-1);
    const name = random.chance(0.4) && /^[a-z]+$/.test(named) ? named : names.pop();
    services[name] = service(random, place, taken);
  }
  const config = { experimentalServices: services };
  if (random.chance(0.3)) config.$schema = 'https://openapi.vercel.sh/vercel.json';
  if (random.chance(0.1)) config.experimentalServiceGroups = { all: Object.keys(services) };
  if (random.chance(0.15)) config.rewrites = [{ source: '/old/:path*', destination: '/new/:path*' }];
  if (random.chance(0.1)) config.buildCommand = 'npm run build';
  if (random.chance(1 - mistaken)) return config;

  const mistakes = random.weighted([[6, 1], [3, 2], [1, 4]]);
  for (let number = 0; number < mistakes; number++) {
    const section = config.experimentalServices;
    if (random.chance(0.15)) {
      if (section && typeof section === 'object') random.pick(FILE_MISTAKES)(config, random);
      continue;
    }
    const targets = Object.values(section ?? {}).filter((each) => each && typeof each === 'object' && !Array.isArray(each));
    if (targets.length > 0) random.pick(SERVICE_MISTAKES)(random.pick(targets), random);
  }
  return config;
}
