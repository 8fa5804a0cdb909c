// Projects of which a build may well refuse one: `functions`, rules, jobs, builds and ignore files, right as often as wrong.
import { Random } from '../random.mjs';
import { project } from './projects.mjs';

const KEYS = ['api/users.js', 'api/**/*.js', 'api/*.js', 'api/index.js', 'api/missing.js', 'pages/api/x.js', '/api/users.js', './api/users.js', 'api/users', 'api/**', '**/*.js', 'api/_shared.js', 'src/x.ts', 'api/report.ts', 'api/users/[id].js', 'API/users.js', 'api/Users.js'];

const settings = (random) =>
  random.weighted([
    [4, { maxDuration: random.pick([10, 60, 3600, 'max']) }],
    [1, { maxDuration: random.pick([0, 3601, 1.5, 'maximum']) }],
    [2, { memory: random.pick([128, 1024, 10240]) }],
    [0.5, { memory: random.pick([64, 10241, '1024']) }],
    [1, { runtime: random.pick(['nodejs20.x', '@vercel/node', 'edge', '@vercel/node@5', '@vercel/php@1.0']) }],
    [0.5, {}],
    [1, { includeFiles: random.pick(['data/**', ['a', 'b']]) }],
    [0.5, { regions: random.pick([['iad1'], ['xyz9'], 'iad1']) }],
    [0.3, { unknown: 1 }],
  ]);

const EXTRAS = [
  (random) => ({ crons: [{ path: random.pick(['/api/users', 'api/users']), schedule: random.pick(['0 0 * * *', '* * * *', '0 0 31 2 *', '99 99 * * *', '0 0 * * MON']) }] }),
  (random) => ({ proxy: { entrypoint: random.pick(['proxy.js', './proxy.js', 'missing.ts', '/proxy.js', 'proxy.rb']) } }),
  (random) => ({ rewrites: [{ source: random.pick(['/a/:x', '/(a(b))', 'a', '/:x(']), destination: random.pick(['/b/:x', '/b/:y', '/b']) }] }),
  (random) => ({ builds: [{ use: random.pick(['@vercel/static', '@vercel/node']), src: random.pick(['**', 'api/*.js', 'public/**', 'nothing/*']) }] }),
  () => ({ public: true }),
  (random) => ({ regions: random.pick([['iad1'], 'iad1', ['nowhere']]) }),
  (random) => ({ outputDirectory: random.pick(['public', 'missing']) }),
  (random) => ({ env: { A: random.pick(['1', '@secret', 1]) } }),
  (random) => ({ trailingSlash: random.pick([true, null, 'yes']) }),
  (random) => ({ schedules: [{ path: '/api/users', schedule: '0 0 * * *', ...random.pick([{}, { timezone: 'Nowhere/City' }, { name: 'a b' }]) }] }),
  (random) => ({ framework: random.pick([null, 'unheard-of']) }),
  (random) => ({ headers: [{ source: '/(.*)', headers: random.pick([[{ key: 'x', value: 'y' }], { x: 'y' }, []]) }] }),
];

/** What the project's settings say instead. */
const SETTINGS = [{ framework: 'services' }, { framework: 'vite' }, { framework: 'hono' }, { framework: undefined }, { nodeVersion: '18.x' }, { nodeVersion: '20.x' }, { nodeVersion: '22.x' }, { rootDirectory: '.' }, { rootDirectory: 'docs' }, { rootDirectory: 'api' }, { rootDirectory: 'missing' }];

/** A project, as `projects.mjs` gives one. */
export function refusable(seed, place) {
  const random = new Random(`${seed} refusals`);
  const made = project(seed, { ...place, ignores: true });
  if (made.kind === 'plain') {
    made.files['api/users.js'] ??= 'module.exports = (request, response) => response.end();\n';
    if (random.chance(0.5)) made.files['proxy.js'] = 'export default () => {};\n';
    if (random.chance(0.7)) made.config.functions = Object.fromEntries(random.sample(KEYS, random.int(1, 2)).map((key) => [key, settings(random)]));
  } else if (random.chance(0.5)) {
    const services = made.config.services ?? made.config.experimentalServices;
    const [name, service] = random.pick(Object.entries(services));
    random.pick([
      () => (service.functions = { [random.pick(['index.js', 'main.py', 'nothing.js', '**'])]: settings(random) }),
      () => delete service.entrypoint,
      () => (service.root = random.pick(['missing', '.', '..'])),
      () => (service.framework = random.pick(['nextjs', 'unheard-of', 'hono'])),
      () => (service.entrypoint = random.pick(['missing.js', 'main:nothing'])),
      () => (services[name.toUpperCase()] = service),
    ])();
  }
  if (random.chance(0.4)) Object.assign(made.config, random.pick(EXTRAS)(random));
  // What Vercel leaves out of every deployment, unless the project takes it back.
  if (made.kind === 'plain' && random.chance(0.08)) {
    made.files['api/venv/a.js'] = made.files['api/users.js'];
    made.config.functions = { 'api/venv/a.js': { maxDuration: 10 } };
    if (random.chance(0.5)) made.files['.vercelignore'] = random.pick(['!venv\n', 'docs\n', '!venv\n/api/venv/a.js\n', '!VENV\n']);
  }
  if (random.chance(0.25)) made.settings = { ...made.settings, ...random.pick(SETTINGS) };
  if (random.chance(0.05)) Object.assign(made.files, { '.nowignore': 'nothing\n', '.vercelignore': random.pick(['', 'nothing\n']) });
  made.files['vercel.json'] = JSON.stringify(made.config);
  return made;
}

/** The rules that are about what the platform refuses, as documented; `vercel build` accepts it. */
export const ofPlatform = new Set(['cron-schedule', 'refused-by-platform', 'unknown-top-level-key']);

/** Failures that are the user's code, an install or a runtime that is missing here, and no refusal of the configuration. */
const OF_CODE = /BUILD_FAILED_DEPENDENC|ENOENT.*(go|cargo|ruby|bundle)|Unable to find any supported (Go|Ruby)|Command ".*" exited|uv (sync|venv)|npm (install|ERR)|SyntaxError/;

/** A build's refusal: its code, `''` for one without, or `undefined` where it built or failed for another reason. */
export function refusal({ status, output }) {
  if (status === 0 || status === null || OF_CODE.test(output)) return undefined;
  // A builder that fails says BUILD_FAILED; one that finds no entrypoint does so for want of a file.
  if (output.includes('[BUILD_FAILED]') && !output.includes('No entrypoint found')) return undefined;
  return /Error: \[(\w+)\]/.exec(output)?.[1] ?? '';
}
