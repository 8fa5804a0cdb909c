// Projects of which a build may well reject one: `functions`, rules, jobs, builds and ignore files, right as often as wrong.
import { Random } from '../random.mjs';
import { project } from './projects.mjs';

const KEYS = ['api/users.js', 'api/**/*.js', 'api/*.js', 'api/index.js', 'api/missing.js', 'pages/api/x.js', '/api/users.js', './api/users.js', 'api/users', 'api/**', '**/*.js', 'api/_shared.js', 'src/x.ts', 'api/report.ts', 'api/users/[id].js', 'API/users.js', 'api/Users.js'];

const PLAIN = 'module.exports = (request, response) => response.end();\n';

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
  (random) => ({ builds: [random.pick([{ use: random.pick(['@vercel/static', '@vercel/node']), src: random.pick(['**', 'api/*.js', 'public/**', 'nothing/*']) }, { use: random.pick(['@vercel/static-build', '@vercel/next', '@vercel/python']), src: random.pick(['package.json', 'api/users.js', 'app.py', 'src/main.py', 'missing']) }])] }),
  () => ({ public: true }),
  (random) => ({ daemons: { worker: { root: random.pick(['worker', '.', 'missing', '..']), entrypoint: random.pick(['Dockerfile', 'Dockerfile', 'main.py']), instances: { iad1: 1 } } } }),
  (random) => ({ schedules: [{ entrypoint: random.pick(['jobs/nightly.py', './jobs/nightly.py', 'jobs/missing.py', 'jobs/nightly.ts', 'jobs.nightly']), schedule: '0 5 * * *' }] }),
  (random) => ({ bunVersion: random.pick(['1.x', '1', '2.x', 'latest', '1.3.0']) }),
  (random) => ({ regions: random.pick([['iad1'], 'iad1', ['nowhere']]) }),
  (random) => ({ outputDirectory: random.pick(['public', 'missing']) }),
  (random) => ({ env: { A: random.pick(['1', '@secret', 1]) } }),
  (random) => ({ trailingSlash: random.pick([true, null, 'yes']) }),
  (random) => ({ schedules: [{ path: '/api/users', schedule: '0 0 * * *', ...random.pick([{}, { timezone: 'Nowhere/City' }, { name: 'a b' }]) }] }),
  (random) => ({ framework: random.pick([null, 'unheard-of', 'services', 'express', 'hono', 'nestjs', 'node', 'fastapi', 'flask', 'django', 'python', 'fasthtml', 'go', 'nextjs', 'blitzjs', 'container']) }),
  (random) => ({ headers: [{ source: '/(.*)', headers: random.pick([[{ key: 'x', value: 'y' }], { x: 'y' }, []]) }] }),
];

/** Files beside the others: conflicting functions, other languages, and what builders look for by themselves. */
const FILES = [
  { 'api/[id].js': PLAIN, 'api/[name].js': PLAIN },
  { 'api/users.json': '{}\n' },
  { 'api/[id]/[id].js': PLAIN },
  { 'api/[a]/_shared.js': PLAIN, 'api/[b]/x.js': PLAIN },
  { 'api/other.go': 'package handler\n' },
  { 'api/other.rb': 'Handler = Proc.new { |request, response| }\n' },
  { 'api/other.rs': 'fn main() {}\n' },
  { 'package.json': '{ "private": true, }\n' },
  { 'package.json': '{ "private": true, "dependencies": { "express": "4.21.2" } }\n' },
  { 'package.json': '{ "private": true }\n' },
  { 'package.json': '{ "private": true, "engines": { "node": "18.x" } }\n' },
  { 'package.json': '{ "private": true, "engines": { "node": ">=18" } }\n' },
  { '.nowignore': 'drafts\n', '.vercelignore': 'notes\n' },
  { 'app.py': 'server = 1\n' },
  { 'src/main.py': 'app = 1\n' },
  { 'index.js': PLAIN },
  { 'index.js': "const express = require('express');\nexpress().use((request, response) => response.end()).listen(3000);\n" },
  { 'main.go': 'package main\n' },
];

/** What a Python module may hold in place of its application. */
const MODULES = ['', 'x = 1\n', 'class app:\n    pass\n', 'if True:\n    app = 1\n', 'from lib import app\n', 'application: object = None\n', 'class handler:\n    pass\n', 'import app\n', 'text = """\napp = 1\n"""\n', 'def app(scope): pass\n', 'try:\n    from lib import app\nexcept ImportError:\n    app = None\n'];
/** What the project's settings say instead. */
const SETTINGS = [{ framework: 'services' }, { framework: 'vite' }, { framework: 'hono' }, { framework: undefined }, { nodeVersion: '18.x' }, { nodeVersion: '20.x' }, { nodeVersion: '22.x' }, { rootDirectory: '.' }, { rootDirectory: 'docs' }, { rootDirectory: 'api' }, { rootDirectory: 'missing' }];

/** A project, as `projects.mjs` gives one. */
export function refusable(seed, place) {
  const random = new Random(`${seed} refusals`);
  const made = project(seed, { ...place, ignores: true });
  if (made.kind === 'plain') {
    made.files['api/users.js'] ??= PLAIN;
    if (random.chance(0.3)) Object.assign(made.files, random.pick(FILES));
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
      () => (service.functions = {}),
      () => Object.assign(service, { framework: random.pick(['flask', 'django', 'fasthtml', 'node', 'go']), entrypoint: undefined }),
    ])();
    const main = Object.keys(made.files).find((file) => file.endsWith('/main.py'));
    if (main && random.chance(0.6)) made.files[main] = random.pick(MODULES);
  }
  if (random.chance(0.4)) Object.assign(made.config, random.pick(EXTRAS)(random));
  if (made.config.daemons && random.chance(0.7)) made.files['worker/Dockerfile'] = 'FROM scratch\n';
  if (made.config.schedules) Object.assign(made.files, random.pick([{}, { 'jobs/nightly.py': 'x = 1\n', 'jobs/nightly.ts': 'export default () => {};\n' }]));
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

/** The rules that are about what the platform rejects, as documented; `vercel build` accepts it. */
export const ofPlatform = new Set(['cron-schedule', 'refused-by-platform', 'unknown-top-level-key']);

/**
 * Failures that are the user's code, an install or a runtime that is missing here, and no refusal of the configuration. Go is downloaded (ENOTFOUND), Ruby
 * and Rust's toolchain are not here, and a container needs a registry.
 */
const OF_CODE = /BUILD_FAILED_DEPENDENC|ENOENT.*(go|cargo|ruby|bundle)|RUBY_INVALID_VERSION|\[ENOTFOUND\]|rustup|VERCEL_OIDC_TOKEN|DJANGO_SETTINGS_FAILED|Command ".*" exited|uv (sync|venv)|npm (install|ERR)|SyntaxError/;

/** A builder that finds no entrypoint says BUILD_FAILED for want of a file. */
const OF_FILES = /No (Go )?entrypoint found|must specify an entrypoint|Missing required "vercel-build" script|but expected "package.json" or/;

/** A build's refusal: its code, `''` for one without, or `undefined` where it built or failed for another reason. */
export function refusal({ status, output }) {
  if (status === 0 || status === null || OF_CODE.test(output)) return undefined;
  if (output.includes('[BUILD_FAILED]') && !OF_FILES.test(output)) return undefined;
  return /Error: \[(\w+)\]/.exec(output)?.[1] ?? '';
}
