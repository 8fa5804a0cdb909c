// Projects of which a build may well reject one: `functions`, rules, jobs, builds and ignore files, right as often as wrong.
import { Random } from '../random.mjs';
import { project } from './projects.mjs';
import { NEVER as WITHOUT_PACKAGES, lineWithoutPackage } from './requirements.mjs';

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

const BACKENDS = ['express', 'hono', 'nestjs', 'fastify', 'koa', 'h3', 'elysia', 'node', 'bun'];
const PRESETS = [...BACKENDS, 'python', 'fastapi', 'flask', 'django', 'fasthtml', 'go', 'container', 'nextjs', 'blitzjs', 'astro', 'hugo', 'jekyll', 'zola', 'rust', 'axum', 'ruby', 'unheard-of', 'static', 'services'];

/** A range of versions as npm reads it, or almost. */
function versions(random) {
  const version = () => random.pick(['', 'v', '=']) + random.pick(['1', '2', '16', '18', '20', '21', '22', '23', '24', '25', 'x', '*']) + random.pick(['', '', '.x', '.1', '.1.x', '.0.0', '.11.1', '.0.0-rc.1']);
  const one = () => random.pick(['', '', '>=', '<', '<=', '>', '^', '~', '~>', '>= ']) + version();
  const set = () => random.weighted([[4, one()], [2, `${one()} ${one()}`], [1, `${version()} - ${version()}`]]);
  return random.weighted([[5, set()], [2, `${set()} || ${set()}`], [1, random.pick(['lts/*', 'latest', 'node', '>=', '18,20', '022', ' ', '>=18 and <22'])]]);
}

const JOBS = ['jobs/nightly.py', 'jobs/nightly.py', 'jobs/weekly.py', 'jobs/a+b.py', 'jobs/a_b.py', './jobs/nightly.py', 'jobs/missing.py', 'jobs/nightly.ts', 'jobs.nightly', 'main.py', 'api/report.py'];

/** Schedules that may stand in each other's way, and `functions` that apply to their files. */
function schedules(random) {
  const schedule = () => ({ ...random.weighted([[5, { entrypoint: random.pick(JOBS) }], [1, { path: '/api/users' }]]), ...random.pick([{}, {}, { name: random.pick(['daily', 'weekly']) }]), schedule: random.pick(['0 5 * * *', '0 6 * * *']) });
  const made = { schedules: Array.from({ length: random.int(1, 3) }, schedule) };
  const settings = () => ({ ...random.pick([{}, { maxDuration: random.pick([10, 20]) }]), ...random.weighted([[3, { memory: 1024 }], [1, { experimentalTriggers: random.pick([[], [{ type: 'schedule/v1beta' }], [{ type: 'queue/v2beta', topic: 'mails' }], [{ type: 'schedule/v1beta' }, { type: 'schedule/v1beta' }]]) }]]) });
  if (random.chance(0.5)) made.functions = Object.fromEntries(random.sample(['jobs/*.py', 'jobs/nightly.py', 'jobs/a+b.py', 'jobs/a_b.py', 'jobs/**', '**/*.py'], random.int(1, 2)).map((key) => [key, settings()]));
  return made;
}

const EXTRAS = [
  (random) => ({ crons: [{ path: random.pick(['/api/users', 'api/users']), schedule: random.pick(['0 0 * * *', '* * * *', '0 0 31 2 *', '99 99 * * *', '0 0 * * MON']) }] }),
  (random) => ({ proxy: { entrypoint: random.pick(['proxy.js', './proxy.js', 'missing.ts', '/proxy.js', 'proxy.rb']) } }),
  (random) => ({ rewrites: [{ source: random.pick(['/a/:x', '/(a(b))', 'a', '/:x(']), destination: random.pick(['/b/:x', '/b/:y', '/b']) }] }),
  (random) => ({ builds: [random.pick([{ use: random.pick(['@vercel/static', '@vercel/node']), src: random.pick(['**', 'api/*.js', 'public/**', 'nothing/*', '.', 'api/..']) }, { use: random.pick(['@vercel/static-build', '@vercel/next', '@vercel/python']), src: random.pick(['package.json', 'api/users.js', 'app.py', 'src/main.py', 'pyproject.toml', 'api/pyproject.toml', 'missing']) }])] }),
  () => ({ public: true }),
  (random) => ({ daemons: Object.fromEntries(random.pick([['worker'], ['worker'], ['mail-worker', 'mail--worker']]).map((name) => [name, { root: random.pick(['worker', '.', 'missing', '..']), entrypoint: random.pick(['Dockerfile', 'Dockerfile', 'main.py']), instances: { iad1: 1 } }])) }),
  (random) => schedules(random),
  (random) => schedules(random),
  () => ({ experimentalServices: {} }),
  (random) => ({ bunVersion: random.pick(['1.x', '1', '2.x', 'latest', '1.3.0', versions(random)]) }),
  (random) => ({ regions: random.pick([['iad1'], 'iad1', ['nowhere']]) }),
  (random) => ({ outputDirectory: random.pick(['public', 'missing']) }),
  (random) => ({ env: { A: random.pick(['1', '@secret', 1]) } }),
  (random) => ({ trailingSlash: random.pick([true, null, 'yes']) }),
  (random) => ({ schedules: [{ path: '/api/users', schedule: '0 0 * * *', ...random.pick([{}, { timezone: 'Nowhere/City' }, { name: 'a b' }]) }] }),
  (random) => ({ framework: random.pick(PRESETS) }),
  (random) => ({ framework: random.pick(PRESETS), proxy: { entrypoint: 'proxy.js' } }),
  (random) => ({ framework: random.pick(BACKENDS), outputDirectory: random.pick(['', 'out', 'src', undefined]) }),
  (random) => ({ framework: random.pick([null, 'unheard-of', 'services', 'express', 'hono', 'nestjs', 'node', 'fastapi', 'flask', 'django', 'python', 'fasthtml', 'go', 'nextjs', 'blitzjs', 'container']) }),
  (random) => ({ headers: [{ source: '/(.*)', headers: random.pick([[{ key: 'x', value: 'y' }], { x: 'y' }, []]) }] }),
];

const HANDLER = 'func Handler(w http.ResponseWriter, r *http.Request) {}\n';

/** Files beside the others: conflicting functions, other languages, and what builders look for by themselves. */
const FILES = [
  { 'api/[id].js': PLAIN, 'api/[name].js': PLAIN },
  { 'api/users.json': '{}\n' },
  { 'api/[id]/[id].js': PLAIN },
  { 'api/[a]/_shared.js': PLAIN, 'api/[b]/x.js': PLAIN },
  { 'api/other.go': 'package handler\n' },
  { 'api/other.go': `package handler\n${HANDLER}` },
  { 'api/other.go': `package main\n${HANDLER}`, 'go.mod': 'module example.com/app\n' },
  { 'api/other.go': `package handler\n${HANDLER}`, 'go.mod': 'module example.com/app\n\ngo 1.12\n' },
  { 'main.go': 'package main\n', 'go.mod': 'module example.com/app\n', 'go.work': 'go 1.12\n\nuse .\n' },
  { 'api/other.rb': 'Handler = Proc.new { |request, response| }\n' },
  { 'api/other.rs': 'fn main() {}\n' },
  { 'api/other.go': 'package handler\n', 'vendor/modules.txt': '' },
  { 'api/other.go': 'package handler\n', 'vendor/modules.txt': '', 'go.mod': 'module example.com/app\n' },
  { 'api/lib/other.go': 'package handler\n', 'api/lib/go.mod': 'module example.com/app\n', 'vendor/modules.txt': '' },
  { 'package.json': '{ "private": true, }\n' },
  { 'package.json': '{ "private": true, "dependencies": { "express": "4.21.2" } }\n' },
  { 'package.json': '{ "private": true }\n' },
  { 'package.json': '{ "private": true, "engines": { "node": "18.x" } }\n' },
  { 'package.json': '{ "private": true, "engines": { "node": ">=18" } }\n' },
  { '.nowignore': 'drafts\n', '.vercelignore': 'notes\n' },
  { 'app.py': 'server = 1\n' },
  { 'src/main.py': 'app = 1\n' },
  { 'api/package.json': '{ "private": true, }\n' },
  { 'index.js': PLAIN },
  { 'index.js': "const express = require('express');\nexpress().use((request, response) => response.end()).listen(3000);\n" },
  { 'main.go': 'package main\n' },
];

/** A frontend and what may be its backend, as Vercel looks for them without being told. */
const LAYOUTS = [
  {},
  { 'package.json': '{ "private": true, "dependencies": { "next": "16" } }\n' },
  { 'frontend/package.json': '{ "private": true, "dependencies": { "next": "16" } }\n' },
  { 'apps/web/package.json': '{ "private": true, "dependencies": { "vite": "7", "express": "4" } }\n' },
  { Procfile: 'web: node index.js\n', 'package.json': '{ "private": true }\n' },
];

/** What a Node.js application may look like to the builder of its framework. */
function backend(random) {
  const name = random.pick(['express', 'hono', 'koa', '@nestjs/core', 'fastify']);
  const file = random.pick(['index.js', 'main.js', 'src/main.ts', 'src/server.ts', 'lib/start.js', 'out/index.js']);
  const main = random.pick([undefined, undefined, 'lib/start.js', './lib/start.js', 'main.js', 'missing.js']);
  const manifest = { private: true, ...random.pick([{}, { dependencies: { [name]: '4' } }]), main };
  return { ...(random.chance(0.85) ? { 'package.json': JSON.stringify(manifest) } : {}), [file]: random.pick([`const it = require('${name}');\nmodule.exports = () => it;\n`, PLAIN]) };
}

const PROJECT = '[project]\nname = "app"\nversion = "0.1.0"\n';
/** What a Python project may have beside its modules. */
const PYTHON_FILES = [
  { 'pyproject.toml': `${PROJECT}[tool.vercel]\nentrypoint = 3\n` },
  { 'pyproject.toml': `${PROJECT}[tool.vercel]\nentrypoint = "main:app"\n` },
  { 'pyproject.toml': `${PROJECT}[tool.vercel]\nentrypoint = "missing:app"\n` },
  { 'pyproject.toml': `${PROJECT}[tool.vercel]\nentrypoint = "main.py"\n` },
  { 'pyproject.toml': `${PROJECT}[project.scripts]\napp = "other:app"\n`, 'other.py': 'app = 1\n' },
  { 'pyproject.toml': `${PROJECT}[project.scripts]\napp = "missing:app"\n` },
  { 'pyproject.toml': `${PROJECT}dependencies = "fastapi"\n` },
  { 'pyproject.toml': `${PROJECT}[project.scripts]\napp = 3\n` },
  { 'pyproject.toml': `${PROJECT}[[tool.vercel.workflows]]\nentrypoint = "main"\n` },
  { 'pyproject.toml': `${PROJECT}[[tool.vercel.workflows]]\nentrypoint = "missing:app"\n` },
  { 'pyproject.toml': `${PROJECT}[[tool.vercel.subscribers]]\nentrypoint = "main"\ntopics = []\n` },
  { 'pyproject.toml': `${PROJECT}[[tool.vercel.subscribers]]\nentrypoint = "main.py"\n` },
  { 'pyproject.toml': PROJECT },
  { 'pyproject.toml': '[project\n' },
  { 'pyproject.toml': '[project]\nname = "app"\n' },
  { 'pyproject.toml': '[project]\nname = "my app"\nversion = "0.1.0"\n' },
  { 'pyproject.toml': '[project]\nname = "app"\ndynamic = ["version"]\n' },
  { 'pyproject.toml': `${PROJECT}requires-python = "3.12"\n` },
  { 'pyproject.toml': `${PROJECT}[dependency-groups]\ndev = ["six =="]\n` },
  { 'pyproject.toml': '[tool.ruff]\nline-length = 100\n' },
  { 'pyproject.toml': '[tool.ruff]\nline-length = 100\n', 'uv.lock': '' },
  { 'pyproject.toml': PROJECT, 'uv.lock': '' },
  { 'pyproject.toml': PROJECT, 'uv.lock': '<<<<<<< HEAD\n' },
  { 'pyproject.toml': PROJECT, 'uv.lock': 'version = 1\nrequires-python = ">=3.12"\n' },
  { 'pyproject.toml': PROJECT, 'uv.lock': 'version = 1\nrequires-python = ">=3.12"\n\n[[package]]\nname = "app"\nversion = "0.1.0"\nsource = { virtual = "." }\n' },
  { 'pyproject.toml': PROJECT, 'pylock.toml': 'lock-version = "1.0"\n' },
  { 'pyproject.toml': PROJECT, 'uv.toml': '[\n' },
  { 'pyproject.toml': `${PROJECT}[[tool.uv.index]]\nurl = "https://pypi.org/simple"\n` },
  { 'pyproject.toml': `${PROJECT}[build-system]\nbuild-backend = "setuptools.build_meta"\n` },
  { 'pyproject.toml': PROJECT, 'uv.toml': '[[index]]\nurl = "https://pypi.org/simple"\n' },
  { Pipfile: '[packages\n' },
  { Pipfile: '[packages]\nfastapi = 3\n' },
  { Pipfile: '[packages]\n' },
  { Pipfile: '[packages]\n\n[pipenv]\nallow_prereleases = true\n' },
  { Pipfile: '[packages]\n\n[requires]\npython_version = "3.6"\n' },
  { Pipfile: '[[source]]\nurl = "https://pypi.org/simple"\n' },
  { 'Pipfile.lock': '{' },
  { 'Pipfile.lock': '[]' },
  { 'Pipfile.lock': '{ "_meta": { "requires": { "python_version": "3.6" } }, "default": {} }' },
  { 'Pipfile.lock': '{ "_meta": { "requires": { "python_version": "3.9" } }, "default": {} }' },
  { 'Pipfile.lock': '{ "default": { "six": "*" } }' },
  { '.python-version': '' },
  { '.python-version': '# 3.12\n' },
  { '.python-version': '3.6\n' },
  { '.python-version': '3.9\n' },
  { '.python-version': '3.6\n3.9\n' },
  { '.python-version': 'my-env\n' },
];

/** Values of a `pyproject.toml` that only `uv` reads. */
function uvProject(random) {
  const name = () => random.pick(['dev', 'a.b', 'a_b', 'a-b', 'my extra', '-dev', '1', '']);
  const path = () => random.pick(['./lib', 'lib', '../lib', 'lib.whl']);
  const kinds = () => random.sample([`path = "${path()}"`, 'git = "https://example.com/a"', 'url = "https://example.com/a.whl"', 'index = "none"', 'workspace = false', 'workspace = true'], random.weighted([[6, 1], [1, 2], [1, 0]]));
  const others = () => random.weighted([[4, []], [1, [random.pick(['rev = "x"', 'tag = "x"', 'editable = true', 'editable = true, package = false', 'rev = "a", tag = "b"'])]], [1, [`marker = "${random.pick([...NEVER_IN_TOML, 'nonsense'])}"`]]]);
  const source = () => `{ ${[...kinds(), ...others()].join(', ')} }`;
  const sources = () => `[tool.uv.sources]\nlib = ${random.weighted([[4, source()], [1, `[${Array.from({ length: random.int(0, 2) }, source).join(', ')}]`]])}\n`;
  const included = () => random.pick(['"lib; python_version < \'3\'"', '{ include-group = "a-b" }', '{ include-group = "dev" }', '{ include-group = "none" }', '"six =="']);
  const groups = () => `[dependency-groups]\n"${name()}" = [${Array.from({ length: random.int(0, 2) }, included).join(', ')}]\na-b = []\n`;
  const extras = () => `[project.optional-dependencies]\n"${name()}" = []\na-b = []\n`;
  const uv = () => `[tool.uv]\n${random.pick(['default-groups = ["a_b"]', 'default-groups = ["dev"]', 'default-groups = "all"', 'default-groups = "none"', 'package = "x"', 'package = false', 'constraint-dependencies = ["six =="]', 'override-dependencies = ["six>=1"]', 'dev-dependencies = ["six =="]'])}\n`;
  const project = random.weighted([[3, `${PROJECT}${random.pick(['', 'dependencies = ["lib; python_version < \'3\'"]\n'])}${random.chance(0.4) ? extras() : ''}`], [1, '']]);
  const text = project + random.sample([sources, groups, uv], random.int(1, 2)).map((part) => part()).join('');
  if (random.chance(0.6)) return { 'pyproject.toml': text };
  const members = random.pick(['', `[tool.uv.workspace]\nmembers = [${random.pick(['"lib"', '"lib"', '"./lib/"', '"l*"', '"missing"', '"lib", "missing/*"'])}]\n${random.pick(['', '', 'exclude = ["lib"]\n'])}`]);
  const member = random.pick([MEMBER, MEMBER, PROJECT, `${MEMBER}dependencies = ["app"]\n[tool.uv.sources]\napp = { workspace = true }\n`, '[project]\nname = "lib"\n', '[tool.ruff]\nline-length = 100\n', '[project\n', '[tool.uv]\nmanaged = false\n', `${MEMBER}[tool.uv.workspace]\n`, undefined]);
  return { 'pyproject.toml': text + members, 'lib/lib.py': 'x = 1\n', ...(member ? { 'lib/pyproject.toml': member } : random.pick([{}, { 'lib/setup.py': 'from setuptools import setup\nsetup(name="lib", version="1")\n' }])) };
}
const MEMBER = '[project]\nname = "lib"\nversion = "1"\n';
/** A `pyproject.toml` above a service, which `uv` reads in search of a workspace. */
const ABOVE = ['[project\n', '[project]\nname = "my root"\nversion = "1"\n', '[project]\nname = "root"\n', '[project]\nname = "root"\nversion = "1"\ndependencies = ["six =="]\n', '[project]\nname = "root"\nversion = "1"\nrequires-python = "^3"\n', '[tool.ruff]\nline-length = 100\n', '[project]\nname = "root"\nversion = "1"\n[dependency-groups]\n"-dev" = []\n', '[project]\nname = "root"\nversion = "1"\n[tool.uv]\ndefault-groups = ["x"]\n', '[project]\nname = "root"\nversion = "1"\n[tool.uv.workspace]\nmembers = ["*"]\n', '\ufeff[project]\nname = "root"\nversion = "1"\n'];
const NEVER_IN_TOML = ["python_version < '3'", "sys_platform == 'win32'"];

/** A `requirements.txt`, a line of which may be no requirement; what is right needs no package. */
function requirements(random) {
  const condition = () => random.pick([...WITHOUT_PACKAGES, 'python_version', 'sys_platform = "win32"', 'sys_platform == win32', '']);
  const line = () =>
    random.weighted([
      [4, `six${random.pick(['', '[a]', ' [a,b]', '[a', '[a,]'])}${random.pick(['', '==1.0', ' >= 1, <2', ' (==1.0)', '==', '=1', '~=1', ' 1', '>=1.*', ' ^1.0', '==1.0,'])}${random.pick([`; ${condition()}`, `; ${condition()} and ${condition()}`])}`],
      [3, lineWithoutPackage(random)],
    ]);
  return { 'requirements.txt': `${line()}\n${line()}\n`, 'base.txt': '' };
}

/** Which Python a project asks for. */
function python(random) {
  const version = () => random.pick(['3.6', '3.6.*', '3.7', '3.9', '3.12', '3.14', '3.15', '4']);
  const condition = () => random.pick(['==', '>=', '<', '<=', '~=', '>', '!=']) + version();
  const asked = random.pick([condition(), `${condition()},${condition()}`]);
  // A patch version isn't the same everywhere.
  return random.pick([{ 'pyproject.toml': `${PROJECT}requires-python = "${asked}"\n` }, { '.python-version': `${random.pick([asked, version().replace('.*', ''), 'python3.6', 'pypy3.6', '36', 'any-3.6', 'any-linux', 'python-3.6', '3.6t', '-x', '===3.6', 'anything'])}\n` }]);
}

/** A project with a preset of Python, in the file or in its settings. */
function pythonProject(random) {
  const framework = random.pick(['python', 'fastapi', 'flask', 'fasthtml']);
  const files = { ...(random.chance(0.5) ? { 'requirements.txt': '' } : {}), ...(random.chance(0.8) ? { [random.pick(['main.py', 'main.py', 'src/app.py'])]: random.pick(['app = 1\n', 'app = 1\n', ...MODULES]) } : {}), ...random.weighted([[6, random.pick(PYTHON_FILES)], [3, uvProject(random)], [2, requirements(random)], [2, python(random)]]) };
  return random.chance(0.5) ? { files, config: { framework }, settings: { framework: null } } : { files, config: {}, settings: { framework } };
}

/** What a Python module may hold in place of its application. */
const MODULES = ['', 'x = 1\n', 'class app:\n    pass\n', 'if True:\n    app = 1\n', 'from lib import app\n', 'application: object = None\n', 'class handler:\n    pass\n', 'import app\n', 'text = """\napp = 1\n"""\n', 'def app(scope): pass\n', 'try:\n    from lib import app\nexcept ImportError:\n    app = None\n'];
/** What a `Gemfile` asks for. */
function gemfile(random) {
  const version = random.pick(['3.3.0', '~> 3.3.x', '~> 3.2', '>= 2.5', '>= 3.9', '3.4.1', '3.1.0', '1.9.3', '2.7.0', '2.5.9', '< 3', versions(random)]);
  const line = random.pick([`ruby "${version}"`, `ruby '${version}'`, 'ruby file: ".ruby-version"', '', '# ruby "1.9.3"']);
  return { [random.pick(['Gemfile', 'Gemfile', 'api/Gemfile'])]: `source "https://rubygems.org"\n${line}\n`, 'api/other.rb': 'Handler = Proc.new { |request, response| }\n' };
}

const CARGO = '[package]\nname = "app"\nversion = "0.1.0"\n';
const MAIN = 'fn main() {}\n';
/** A server in Rust, which may have nothing to run, or too much. */
function rust(random) {
  const binary = '\n[[bin]]\nname = "app"\npath = "src/app.rs"\n';
  const wrong = random.pick(['"app.x"', '"1app"', '"my app"', '""', '"test"', '"a-b"']);
  const version = random.pick(['"1"', '"1.0"', '"1.0.0-rc.1"', '"v1.0.0"', '"01.0.0"', '1']);
  const manifest = random.weighted([
    [4, CARGO],
    [1, `${CARGO}edition = "${random.pick(['2018', '2021', '2024', '2020', ''])}"\n`],
    [1, `${CARGO}default-run = "app"\n`],
    [1, CARGO + binary],
    [1, `${CARGO}edition = "2021"\n${binary}`],
    [1, `[package]\nname = ${wrong}\nversion = "0.1.0"\n`],
    [1, `[package]\nname = "app"\nversion = ${version}\n`],
    [0.5, `${CARGO}autobins = false\n`],
    [2, `${CARGO}edition = "2021"\n${random.pick(['[dependencies]\nlib = { path = "lib" }\n', '[dev-dependencies]\nlib = { path = "./src" }\n', '[dependencies]\nlib.workspace = true\n', '[lints]\nworkspace = true\n', '[[bin]]\nname = "other"\n', '[[bin]]\npath = "src/main.rs"\n', '[[bin]]\nname = "job"\npath = "src/job.rs"\n', '[[bin]]\nname = "x"\npath = "src/app.rs"\n[[bin]]\nname = "x"\npath = "src/main.rs"\n'])}`],
    [1, `[package]\nname = "app"\nversion.workspace = true\n${random.pick(['', '[workspace]\n', '[workspace.package]\nversion = "0.1.0"\n'])}`],
    [0.5, `\ufeff${CARGO}`],
    [0.5, '[package'],
    [0.5, ''],
    [0.5, undefined],
  ]);
  const sources = random.sample(['src/main.rs', 'src/lib.rs', 'src/bin/app.rs', 'src/bin/other.rs', 'src/bin/job/main.rs', 'src/bin/deps.rs', 'src/app.rs'], random.int(1, 3));
  const files = random.weighted([[4, { ...(manifest === undefined ? {} : { 'Cargo.toml': manifest }), ...Object.fromEntries(sources.map((source) => [source, MAIN])) }], [1, cargoWorkspace(random)], [1, vercelRuntime(random)], [1, cargoDependency(random)]]);
  const framework = random.pick(['rust', 'axum', 'actix-web']);
  if (random.chance(0.4)) {
    const service = { root: 'server', ...random.pick([{ framework: 'rust' }, { entrypoint: random.pick(sources) }, { entrypoint: 'Cargo.toml' }]) };
    const inside = Object.fromEntries(Object.entries(files).map(([path, text]) => [`server/${path}`, text]));
    return { files: inside, config: { services: { server: service }, rewrites: [{ source: '/(.*)', destination: { service: 'server' } }] } };
  }
  return { files, ...random.pick([{ config: { framework }, settings: { framework: null } }, { config: {}, settings: { framework } }]) };
}

const cargoPackage = (name, rest = '') => `[package]\nname = "${name}"\nversion = "0.1.0"\n${rest}`;

/** Packages of which more than one may have something to run. */
function cargoWorkspace(random) {
  const members = random.pick(['members = ["a"]', 'members = ["a", "b"]', 'members = ["./*"]', 'members = ["./*"]\nexclude = ["b"]', 'members = ["a", "b"]\ndefault-members = ["a"]', 'members = []', 'members = ["a", "missing"]']);
  const root = random.pick(['', '', cargoPackage('app')]);
  const files = { 'Cargo.toml': `[workspace]\n${members}\n${root}`, 'a/Cargo.toml': cargoPackage('a'), 'a/src/main.rs': MAIN, 'b/Cargo.toml': cargoPackage(random.pick(['b', 'b', 'b', 'a'])), 'b/src/lib.rs': '' };
  if (random.chance(0.6)) files['b/src/main.rs'] = MAIN;
  if (root) files[random.pick(['src/main.rs', 'src/lib.rs', 'src/bin/x.rs'])] = MAIN;
  return files;
}

/** A library of a server's own, and one beside it which is maybe another one, or not there. */
function cargoDependency(random) {
  const library = random.pick(['', '', '[lib]\n', '[lib]\nname = "x"\n', '[lib]\nname = "a-b"\n', '[lib]\npath = "src/x.rs"\n']);
  const name = random.pick(['lib', 'lib', 'other']);
  const key = random.pick(['path = "lib"', 'path = "./lib/"', 'path = "lib", package = "lib"', 'path = "lib", version = "0.1"', 'path = "lib", version = "2"', 'path = "missing"', 'workspace = true']);
  const table = random.pick(['dependencies', 'dependencies', 'dev-dependencies', 'build-dependencies', 'target."cfg(windows)".dependencies']);
  const workspace = random.pick(['', '[workspace]\n', '[workspace.dependencies]\nlib = { path = "lib" }\n']);
  const inner = random.pick(['', '', '[dependencies]\nx = { path = "x" }\n', '[dev-dependencies]\nx = { path = "x" }\n', '[dependencies]\nx = { path = "../lib" }\n', 'description.workspace = true\n', 'default-run = "x"\n', '[workspace]\n']);
  const files = { 'Cargo.toml': cargoPackage('app', `edition = "2021"\n${library}[${table}]\n${random.pick(['lib', 'lib', 'other'])} = { ${key} }\n${workspace}`), 'src/main.rs': MAIN, 'lib/Cargo.toml': cargoPackage(name, inner), [random.pick(['lib/src/lib.rs', 'lib/src/lib.rs', 'lib/src/main.rs', 'lib/note.txt'])]: '' };
  if (files['lib/src/main.rs'] === '') files['lib/src/main.rs'] = MAIN;
  if (random.chance(0.4)) files[random.pick(['src/lib.rs', 'src/x.rs'])] = '';
  return files;
}

/** A server below a workspace, which may be its own, another one's, or none. */
function rustAbove(random) {
  const members = random.pick(['members = ["server"]', 'members = ["server", "other"]', 'members = ["other"]', 'members = ["serv*"]', 'members = ["crates/*", "server"]', 'members = []', 'exclude = ["server"]', 'members = ["other"]\nexclude = ["serv"]']);
  const root = random.pick(['', '', cargoPackage('top'), cargoPackage('top', '[dependencies]\nserver = { path = "server" }\n'), '[workspace.package]\nversion = "0.1.0"\n']);
  const own = random.weighted([[5, cargoPackage('server', 'edition = "2021"\n')], [1, '[package]\nname = "server"\nversion.workspace = true\n'], [1, cargoPackage('other')], [1, cargoPackage('server', '[workspace]\n')], [1, undefined]]);
  const sources = random.sample(['server/src/main.rs', 'server/src/main.rs', 'server/src/lib.rs', 'server/src/bin/a.rs', 'server/src/bin/b.rs', 'server/src/x.rs'], random.int(1, 3));
  const files = { 'Cargo.toml': random.pick([`[workspace]\n${members}\n${root}`, `[workspace]\n${members}\n${root}`, `[workspace]\n${members}\n${root}`, cargoPackage('top'), '[workspace', '[package]\nname = "1"\n']), 'src/lib.rs': '', ...(own ? { 'server/Cargo.toml': own } : {}), ...Object.fromEntries(sources.map((source) => [source, source.endsWith('lib.rs') ? '' : MAIN])) };
  if (random.chance(0.7)) Object.assign(files, { 'other/Cargo.toml': cargoPackage('other'), [random.pick(['other/src/main.rs', 'other/src/lib.rs', 'other/src/bin/y.rs'])]: MAIN });
  if (random.chance(0.2)) files['src/main.rs'] = MAIN;
  const service = { root: 'server', ...random.pick([{ framework: 'rust' }, { framework: 'rust' }, { entrypoint: sources[0].replace('server/', '') }]) };
  return { files, config: { services: { server: service }, rewrites: [{ source: '/(.*)', destination: { service: 'server' } }] }, settings: { framework: null } };
}

/** A server with Vercel's own crate, or with one that is called so. */
function vercelRuntime(random) {
  const name = random.pick(['app', 'main']);
  const path = random.pick(['src/main.rs', 'src/app.rs']);
  const binary = random.pick(['', `[[bin]]\nname = "x"\npath = "${path}"\n`]);
  const dependency = random.pick(['path = "runtime"', 'path = "runtime"', 'path = "runtime", optional = true']);
  const manifest = `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n${binary}[dependencies]\nvercel_runtime = { ${dependency} }\n`;
  return { 'Cargo.toml': manifest, [path]: MAIN, 'runtime/Cargo.toml': '[package]\nname = "vercel_runtime"\nversion = "0.1.0"\n', 'runtime/src/lib.rs': '' };
}

/** Functions in Rust, of which one may not be built. */
function rustFunctions(random) {
  const written = random.sample(['api/one.rs', 'api/two.rs', './api/one.rs', 'api/[id].rs'], random.int(0, 2));
  const binaries = written.map((path) => `[[bin]]\nname = "${random.pick(['one', 'two', 'other'])}${path.includes('[') ? '_id' : ''}"\npath = "${path}"\n`);
  const manifest = CARGO + random.pick(['', 'edition = "2021"\n']) + [...new Set(binaries)].join('');
  const more = random.weighted([[4, ''], [1, `[dependencies]\n${random.pick(['lib', 'other'])} = { path = "lib" }\n`], [1, '[workspace]\nmembers = ["lib"]\n'], [1, '[workspace]\nmembers = ["missing"]\n']]);
  const files = Object.fromEntries(random.sample(['api/one.rs', 'api/two.rs', 'api/[id].rs', 'src/main.rs', 'src/lib.rs'], random.int(1, 3)).map((path) => [path, MAIN]));
  if (more) Object.assign(files, { 'lib/Cargo.toml': cargoPackage('lib'), 'lib/src/lib.rs': '' });
  for (const path of written) files[path.replace('./', '')] = MAIN;
  return { files: { 'Cargo.toml': manifest + more, ...files }, config: {}, settings: { framework: null } };
}

/** A container as the project, a service of either model or a daemon, the Dockerfile of which may not be there, or may be called otherwise. */
function container(random) {
  const as = random.weighted([[2, 'project'], [3, 'v2'], [2, 'v1'], [3, 'daemon']]);
  const folder = as === 'project' ? '' : 'job/';
  const names = ['Dockerfile', 'Dockerfile', 'dockerfile', 'Containerfile', 'Dockerfile.vercel', 'Containerfile.vercel', 'worker.Dockerfile', 'Dockerfile.dev'];
  const files = Object.fromEntries(random.sample(names, random.int(0, 2)).map((name) => [folder + name, 'FROM scratch\n']));
  files[`${folder}note.txt`] = 'note\n';
  const entrypoint = random.pick([...names, './Dockerfile', 'job/Dockerfile', 'deploy/Dockerfile', undefined]);
  const runtime = random.pick(['container', 'container', undefined]);
  const instances = { iad1: 1 };
  const of = {
    project: () => (random.chance(0.5) ? { config: { framework: 'container' } } : { config: {}, settings: { framework: 'container' } }),
    v2: () => ({ config: { services: { job: { root: 'job', runtime, entrypoint } }, rewrites: [{ source: '/(.*)', destination: { service: 'job' } }] } }),
    v1: () => ({ config: { experimentalServices: { job: { ...random.pick([{ root: 'job', entrypoint }, { entrypoint: entrypoint && `job/${entrypoint}` }]), runtime, routePrefix: '/' } } } }),
    daemon: () => ({ config: { daemons: { job: { root: random.pick(['job', 'job', './job/', 'Job', '.']), entrypoint: entrypoint ?? 'Dockerfile', instances } } } }),
  };
  return { files, settings: { framework: null }, isContainer: true, ...of[as]() };
}

/** Whether a build got as far as the registry to which it pushes its only container: nothing about its files was rejected. */
export const reachesRegistry = ({ output }, { isContainer }) => Boolean(isContainer) && output.includes('VERCEL_OIDC_TOKEN');

const FRONTENDS = ['vite', 'astro', 'gatsby', 'nuxtjs', 'sveltekit', 'angular', 'docusaurus-2', 'remix', 'remix', 'react-router', 'react-router', 'hydrogen', 'redwoodjs', 'redwoodjs', 'eleventy', 'hugo', 'storybook', 'storybook', 'vitepress', 'create-react-app', 'parcel', 'solidstart-1', 'mastra', 'nextjs'];

/** A `package.json` that installs nothing, or something else, or maybe the framework. */
const manifest = (random) =>
  random.weighted([
    [2, undefined],
    [2, { private: true }],
    [1, { private: true, devDependencies: {} }],
    [1, { private: true, scripts: { [random.pick(['build', 'vercel-build', 'now-build', 'test'])]: 'exit 0' }, ...random.pick([{}, {}, { engines: { node: '18.x' } }]) }],
    [2, { private: true, dependencies: { [random.pick(['react', 'react-dom', 'react-router', 'vite', 'next', 'eslint', '@remix-run/react', '@types/node'])]: '1' } }],
    [0.5, { private: true, workspaces: ['packages/*'] }],
    [0.5, { private: true, dependencies: { other: '1' } }],
  ]);

/** A framework that a build runs, with or without its packages: as the project, or as a service of either model. */
function frontend(random) {
  const framework = random.pick(FRONTENDS);
  const of = random.weighted([[3, 'project'], [1, 'v1'], [1, 'v2']]);
  const folder = of === 'project' ? '' : 'site/';
  const files = { [`${folder}index.html`]: 'page\n' };
  const [inside, above] = [manifest(random), of === 'project' || random.chance(0.7) ? undefined : manifest(random)];
  if (inside) files[`${folder}package.json`] = random.chance(0.05) ? '{ "private": true, }\n' : `${JSON.stringify(inside)}\n`;
  if (above) files['package.json'] = `${JSON.stringify(above)}\n`;
  if (random.chance(0.3)) files[`${folder}vite.config.ts`] = random.pick(['export default {};\n', 'import { vitePlugin } from "@remix-run/dev";\n']);
  if (random.chance(0.1)) files[`${folder}remix.config.js`] = 'module.exports = {};\n';
  if (of === 'v2') {
    const service = { root: 'site', framework, ...random.pick([{}, {}, { buildCommand: 'true' }, { installCommand: 'true' }]) };
    return { files, config: { services: { site: service }, rewrites: [{ source: '/(.*)', destination: { service: 'site' } }] } };
  }
  if (of === 'v1') {
    const job = { type: 'cron', schedule: '0 5 * * *' };
    const service = { entrypoint: random.pick(['site', 'site', 'site/package.json']), framework, ...random.weighted([[3, { routePrefix: '/' }], [1, job]]) };
    return { files, config: { experimentalServices: { site: service } } };
  }
  const config = random.pick([{}, {}, {}, { buildCommand: 'true' }, { installCommand: 'true' }, { buildCommand: '' }, { outputDirectory: '' }, { buildCommand: null }]);
  return random.chance(0.5) ? { files, config: { ...config, framework }, settings: { framework: null } } : { files, config, settings: { framework } };
}

/** What the project's settings say instead. */
const SETTINGS = [{ framework: 'services' }, { framework: 'vite' }, { framework: 'hono' }, { framework: undefined }, { nodeVersion: '18.x' }, { nodeVersion: '20.x' }, { nodeVersion: '22.x' }, { rootDirectory: '.' }, { rootDirectory: 'docs' }, { rootDirectory: 'api' }, { rootDirectory: 'missing' }, { framework: 'unheard-of' }, { framework: 'nextjs' }, { framework: 'python' }, { framework: 'go' }, { framework: 'express', buildCommand: '' }, { framework: 'express', outputDirectory: 'out' }];

/** A project, as `projects.mjs` gives one. The name of a file may begin in other upper or lower case than what leads to it. */
export function refusable(seed, place) {
  const made = rejectable(seed, place);
  const random = new Random(`${seed} case`);
  const files = Object.keys(made.files).filter((file) => /(^|\/)[A-Za-z][^/]*$/.test(file) && file !== 'vercel.json');
  const file = random.pick(files);
  if (!file || !random.chance(0.05)) return made;
  const at = file.lastIndexOf('/') + 1;
  const letter = file[at];
  const renamed = file.slice(0, at) + (letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase()) + file.slice(at + 1);
  made.files[renamed] = made.files[file];
  delete made.files[file];
  return made;
}

function rejectable(seed, place) {
  const random = new Random(`${seed} refusals`);
  const made = project(seed, { ...place, ignores: true });
  if (place.python && random.chance(0.12)) {
    const python = pythonProject(random);
    if (random.chance(0.2)) Object.assign(python.config, schedules(random));
    if (random.chance(0.2)) python.files['api/report.py'] = 'app = 1\n';
    python.files['vercel.json'] = JSON.stringify(python.config);
    return { name: seed, kind: 'plain', ...python };
  }
  if (random.chance(0.12)) {
    const made = random.weighted([[6, frontend(random)], [2, rust(random)], [1, rustAbove(random)], [1, rustFunctions(random)], [2, container(random)]]);
    made.files['index.html'] ??= 'page\n';
    made.files['vercel.json'] = JSON.stringify(made.config);
    return { name: seed, kind: 'plain', ...made };
  }
  if (made.kind === 'plain') {
    if (random.chance(0.06)) Object.assign(made.files, gemfile(random));
    made.files['api/users.js'] ??= PLAIN;
    if (random.chance(0.3)) Object.assign(made.files, random.pick(FILES));
    if (random.chance(0.1)) Object.assign(made.files, backend(random), { '.vercelignore': '' });
    if (random.chance(0.15)) made.files['package.json'] = JSON.stringify({ private: true, engines: random.pick([{ node: versions(random) }, { bun: versions(random) }, { node: versions(random), bun: versions(random) }, { node: 22 }, { node: '' }]) });
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
      () => Object.assign(service, made.kind === 'v1' ? { type: 'worker', topics: random.pick([['mails'], ['mails', 'news']]), routePrefix: undefined, mount: undefined, subdomain: undefined } : {}),
      () => Object.assign(service, made.kind === 'v1' ? { type: 'cron', schedule: random.pick(['<dynamic>', '0 5 * * *']), routePrefix: undefined, mount: undefined, subdomain: undefined } : { entrypoint: random.pick(['pyproject.toml', 'lib/pyproject.toml']) }),
      () => (made.files[`${name}/package.json`] = random.pick(['{ "private": true, }\n', '', '{ "engines": { "node": "18.x" } }\n'])),
      () => (made.files[`${name}/index.js`] &&= "export const config = { runtime: 'edge' };\nexport default () => {};\n"),
    ])();
    const main = Object.keys(made.files).find((file) => file.endsWith('/main.py'));
    if (main && random.chance(0.6)) made.files[main] = random.pick(MODULES);
    if (main && random.chance(0.5)) for (const [file, text] of Object.entries(random.weighted([[6, random.pick(PYTHON_FILES)], [2, uvProject(random)], [2, requirements(random)], [1, python(random)]]))) made.files[main.replace('main.py', file)] = text;
    if (main && random.chance(0.15)) made.files['pyproject.toml'] = random.pick(ABOVE);
    if (main && random.chance(0.15)) made.config.schedules = [{ entrypoint: random.pick([main, main.replace('main', 'other')]), schedule: '0 5 * * *' }];
  }
  if (random.chance(0.4)) Object.assign(made.config, random.pick(EXTRAS)(random));
  if (made.config.experimentalServices && made.kind === 'plain') Object.assign(made.files, random.pick(LAYOUTS));
  if (made.config.daemons && random.chance(0.7)) made.files['worker/Dockerfile'] = 'FROM scratch\n';
  if (made.config.schedules) Object.assign(made.files, random.pick([{}, Object.fromEntries([...JOBS, 'api/other.py'].filter((job) => job.includes('/') && !job.includes('missing')).map((job) => [job.replace('./', ''), 'x = 1\n']))]));
  if (made.config.schedules && random.chance(0.2)) made.files[random.pick(['', 'public/']) + `_vercel/schedules/${random.pick(['default', 'jobs/_', 'jobs/nightly', 'jobs/a_b', 'Default'])}`] = 'x\n';
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
export const ofPlatform = new Set(['cron-schedule', 'refused-by-platform', 'secret-reference', 'unknown-top-level-key']);

/**
 * Failures that are the user's code, an install or a runtime that is missing here, and no refusal of the configuration. Go is downloaded (ENOTFOUND), Ruby
 * is not here, Rust may not be, and a container needs a registry. A service of which its build command wrote nothing has no `config.json`, and only
 * what a build wrote tells whether a scheduled service has crons.
 */
const OF_CODE = /BUILD_FAILED_DEPENDENC|CRON_SERVICE_NO_CRONS|\[ENOENT\].*services\/[^/]+\/config\.json|ENOENT.*(go|cargo|ruby|bundle)|RUBY_INVALID_VERSION\] (Unable|.*Please)|\[ENOTFOUND\]|rustup|STATIC_BUILD_(NO_OUT_DIR|NOT_A_DIR|EMPTY_OUT_DIR)|VERCEL_OIDC_TOKEN|DJANGO_SETTINGS_FAILED|Command ".*" exited|uv (sync|venv|lock)|npm (install|ERR)|SyntaxError/;

/** A builder that finds no entrypoint says BUILD_FAILED for want of a file. */
const OF_FILES = /exit code 101: cargo (locate-project|metadata)|no bin target named|no targets specified in the manifest|conflicts with cargo's build directory|could not find `Cargo.toml`|location searched: \/|failed to (read|parse manifest at) `\/|two packages named|multiple workspace roots|couldn't read `(src|api)\/|depends on `vercel_runtime` but|Could not read \S+package\.json|in JSON at position|Unexpected end of JSON input|No binary target found|which binary to deploy|is not a Cargo binary target|`go.mod` is required|Invalid comparator|Failed to (locate|resolve)|No (Go )?entrypoint found|must specify an entrypoint|Missing required "vercel-build" script|but expected "package.json"|reading 'fsPath'|Invalid TOML document|Dynamic cron schedules/;

/** What `uv` says of a project's own files; what else it fails with is a package that it can't get. */
const OF_UV = /not a workspace member|Workspace member `[^`]+` is missing|No `project` table found|Two workspace members|Nested workspaces|references an undeclared index|neither `pyproject.toml` nor `setup.py`|does not match given name|Failed to parse: `?[^\n]*pyproject\.toml|must be pep508|malformed dependency groups|Failed to parse `uv\.lock`|Unable to find lockfile|Missing workspace member|Distribution not found at|Not a valid package or extra name|not defined in the project's `dependency-groups`/;

/** Packages that depend on no framework. */
const BRINGS_NOTHING = /^(react|react-dom|react-router|vite|next|eslint|@remix-run\/react|@types\/node)$/;

/** Whether an install would bring a package or a program: a manifest names it, or a package that may depend on it, or the project says how to
 * install. Here nothing is installed. */
function mayInstall({ files, config }, wanted) {
  const services = Object.values({ ...config.services, ...config.experimentalServices });
  if ([config, ...services].some((it) => it?.installCommand !== undefined)) return true;
  const manifests = Object.entries(files).filter(([path]) => path.endsWith('package.json')).map(([, text]) => {
    try {
      return JSON.parse(text);
    } catch {
      return {};
    }
  });
  return manifests.some((it) => it.workspaces || Object.keys({ ...it.dependencies, ...it.devDependencies }).some((name) => name === wanted || !BRINGS_NOTHING.test(name)));
}

/** A build's refusal: its code, `''` for one without, or `undefined` where it built or failed for another reason. */
export function refusal({ status, output }, made) {
  if (status === 0 || status === null) return undefined;
  const missing = /\[BUILD_UTILS_SPAWN_127\] Command "(\S+)|\[BUILD_UTILS_SPAWN_1\] Command "yarn (rw)|Failed to resolve "([^"]+)"|\[MODULE_NOT_FOUND\] Cannot find module '([^']+)'/.exec(output);
  if (missing || output.includes('Failed to locate `package.json`')) {
    const wanted = missing?.slice(1).find(Boolean);
    // The programs that come with the build image aren't here.
    if (missing && mayInstall(made, wanted) || /^(hugo|zola|jekyll|bundle|npx)$/.test(wanted)) return undefined;
    return /Error: \[(\w+)\]/.exec(output)[1];
  }
  if (output.includes('[NEXT_NO_VERSION]') && mayInstall(made, 'next')) return undefined;
  if (OF_UV.test(output)) return 'BUILD_FAILED';
  // The Python that Vercel takes isn't one that the project requires. Not all that Vercel has are installed here, and others are.
  if (/incompatible with the project's Python requirement|conflicting Python requirements/.test(output)) return output.includes('"3.14" detected') || !Object.values(made.files).some((text) => text.includes('requires-python')) ? undefined : 'BUILD_FAILED';
  if (OF_CODE.test(output)) return undefined;
  if (output.includes('[BUILD_FAILED]') && !OF_FILES.test(output)) return undefined;
  return /Error: \[(\w+)\]/.exec(output)?.[1] ?? '';
}
