// Whole projects as people have them: a monorepo of applications with their sources and manifests, the files of its tools, and a
// vercel.json that a user wrote for it, right or with one or two of the usual mistakes.
import { renderText } from './generate-text.mjs';

const json = (value) => `${JSON.stringify(value, null, 2)}\n`;
const npm = (name, dependencies, scripts = { dev: 'dev', build: 'build', start: 'start' }) =>
  json({ name, version: '0.1.0', private: true, scripts, dependencies });

/** A frontend: its slug, its folder's files, how it says where it is mounted. */
const FRONTENDS = [
  (random) => ({
    framework: 'nextjs',
    files: {
      'package.json': npm('web', { next: '^16.0.0', react: '^19.0.0', 'react-dom': '^19.0.0' }),
      'next.config.ts': "import type { NextConfig } from 'next';\nconst config: NextConfig = {};\nexport default config;\n",
      'tsconfig.json': json({ compilerOptions: { strict: true, jsx: 'preserve' } }),
      'app/layout.tsx': 'export default ({ children }) => <html><body>{children}</body></html>;\n',
      'app/page.tsx': 'export default () => <main>hello</main>;\n',
      ...(random.chance(0.5) ? { 'app/api/health/route.ts': 'export const GET = () => Response.json({ ok: true });\n' } : {}),
      ...(random.chance(0.2) ? { 'proxy.ts': 'export function proxy() {}\n' } : {}),
      'public/robots.txt': 'User-agent: *\n',
    },
  }),
  () => ({
    framework: 'vite',
    files: {
      'package.json': npm('web', { react: '^19.0.0', vite: '^7.0.0', '@vitejs/plugin-react': '^5.0.0' }, { dev: 'vite', build: 'tsc -b && vite build' }),
      'vite.config.ts': "import { defineConfig } from 'vite';\nimport react from '@vitejs/plugin-react';\nexport default defineConfig({ plugins: [react()] });\n",
      'index.html': '<!doctype html><div id="root"></div>\n',
      'src/main.tsx': 'console.log(1);\n',
    },
  }),
  () => ({
    framework: 'nuxtjs',
    files: {
      'package.json': npm('web', { nuxt: '^4.0.0', vue: '^3.5.0' }),
      'nuxt.config.ts': "export default defineNuxtConfig({ devtools: { enabled: true } });\n",
      'app/app.vue': '<template><NuxtPage /></template>\n',
      'server/api/hello.ts': 'export default defineEventHandler(() => "hi");\n',
    },
  }),
  () => ({ framework: 'sveltekit-1', files: { 'package.json': npm('web', { '@sveltejs/kit': '^2.0.0', svelte: '^5.0.0', vite: '^7.0.0' }), 'svelte.config.js': 'export default {};\n', 'vite.config.ts': "import { sveltekit } from '@sveltejs/kit/vite';\nexport default { plugins: [sveltekit()] };\n", 'src/routes/+page.svelte': '<h1>hi</h1>\n' } }),
  () => ({ framework: 'astro', files: { 'package.json': npm('site', { astro: '^5.0.0' }), 'astro.config.mjs': "import { defineConfig } from 'astro/config';\nexport default defineConfig({});\n", 'src/pages/index.astro': '---\n---\n<h1>hi</h1>\n' } }),
  () => ({ framework: 'react-router', files: { 'package.json': npm('web', { 'react-router': '^7.0.0', vite: '^7.0.0' }), 'react-router.config.ts': 'export default { ssr: true };\n', 'vite.config.ts': "import { reactRouter } from '@react-router/dev/vite';\nexport default { plugins: [reactRouter()] };\n", 'app/root.tsx': 'export default () => null;\n' } }),
  () => ({ framework: 'angular', files: { 'package.json': npm('web', { '@angular/cli': '^20.0.0', '@angular/core': '^20.0.0' }), 'angular.json': '{}\n', 'src/main.ts': '' } }),
  () => ({ framework: undefined, files: { 'index.html': '<!doctype html><h1>static</h1>\n', 'style.css': 'body {}\n' } }),
];

const node = (framework, name, code, entries) => (random) => {
  const entry = random.pick(entries);
  return {
    framework,
    runtime: 'node',
    entry,
    files: { 'package.json': json({ name, type: 'module', scripts: { start: `node ${entry}` }, dependencies: { [name]: 'latest' } }), [entry]: code, 'src/routes.ts': 'export const routes = [];\n', 'tsconfig.json': '{}\n' },
  };
};

/** A backend: its framework and runtime, the file to start, its folder's files. */
const BACKENDS = [
  node('express', 'express', "import express from 'express';\nconst app = express();\napp.get('/api/users', (req, res) => res.json([]));\nexport default app;\n", ['src/index.ts', 'index.js', 'server.ts', 'src/app.ts']),
  node('hono', 'hono', "import { Hono } from 'hono';\nconst app = new Hono().basePath('/api');\napp.get('/users', (c) => c.json([]));\nexport default app;\n", ['src/index.ts', 'index.ts', 'app.ts']),
  node('fastify', 'fastify', "import Fastify from 'fastify';\nconst app = Fastify();\napp.listen({ port: 3000 });\n", ['src/server.ts', 'index.mjs']),
  node('nestjs', '@nestjs/core', "import { NestFactory } from '@nestjs/core';\nNestFactory.create(AppModule).then((app) => app.listen(3000));\n", ['src/main.ts']),
  node('koa', 'koa', "const Koa = require('koa');\nmodule.exports = new Koa().callback();\n", ['index.cjs', 'server.js']),
  (random) => {
    const entry = random.pick(['main.py', 'app/main.py', 'index.py', 'src/main.py']);
    return {
      framework: 'fastapi',
      runtime: 'python',
      entry,
      module: `${entry.slice(0, -3).replaceAll('/', '.')}:app`,
      files: {
        ...(random.chance(0.5) ? { 'requirements.txt': 'fastapi[standard]>=0.115\nuvicorn\n' } : { 'pyproject.toml': '[project]\nname = "api"\nversion = "0.1.0"\nrequires-python = ">=3.12"\ndependencies = ["fastapi>=0.115", "pydantic"]\n', 'uv.lock': 'version = 1\n' }),
        [entry]: 'from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get("/users")\ndef users():\n    return []\n',
        'tests/test_api.py': 'def test(): pass\n',
      },
    };
  },
  () => ({ framework: 'flask', runtime: 'python', entry: 'app.py', module: 'app:app', files: { 'requirements.txt': 'Flask==3.0.0\ngunicorn\n', 'app.py': 'from flask import Flask\napp = Flask(__name__)\n' } }),
  () => ({ framework: 'django', runtime: 'python', entry: 'mysite/wsgi.py', module: 'mysite.wsgi:application', files: { 'requirements.txt': 'Django>=5\n', 'manage.py': "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'mysite.settings')\n", 'mysite/__init__.py': '', 'mysite/settings.py': "ROOT_URLCONF = 'mysite.urls'\n", 'mysite/wsgi.py': 'application = 1\n' } }),
  (random) => {
    const entry = random.pick(['main.go', 'cmd/server/main.go', 'cmd/api/main.go']);
    return { framework: 'go', runtime: 'go', entry, files: { 'go.mod': 'module example.com/api\n\ngo 1.24\n', 'go.sum': '', [entry]: 'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe(":3000", nil) }\n', 'internal/db/db.go': 'package db\n' } };
  },
  (random) => ({ framework: 'rust', runtime: 'rust', entry: 'src/main.rs', files: { 'Cargo.toml': `[package]\nname = "api"\nversion = "0.1.0"\nedition = "2024"\n\n[dependencies]\n${random.pick(['axum = "0.8"', 'actix-web = "4"', ''])}\ntokio = { version = "1", features = ["full"] }\n`, 'src/main.rs': 'fn main() {}\n', 'Cargo.lock': 'version = 4\n' } }),
  () => ({ framework: 'ruby', runtime: 'ruby', entry: 'config.ru', files: { Gemfile: "source 'https://rubygems.org'\ngem 'sinatra'\n", 'config.ru': "require './app'\nrun Sinatra::Application\n", 'app.rb': "require 'sinatra'\n" } }),
  (random) => ({ framework: 'container', runtime: 'container', entry: random.pick(['Dockerfile', 'Dockerfile.vercel', 'docker/Dockerfile']), files: { Dockerfile: 'FROM node:22-slim\nCMD ["node", "server.js"]\n', 'Dockerfile.vercel': 'FROM alpine\n', 'docker/Dockerfile': 'FROM scratch\n', 'server.js': "require('http').createServer().listen(3000)\n" } }),
];

const HOMES = {
  front: [['frontend', 5], ['apps/web', 6], ['web', 3], ['.', 4], ['packages/site', 1], ['client', 1]],
  back: [['backend', 5], ['apps/api', 5], ['api', 3], ['services/users', 3], ['services/mail', 2], ['server', 2], ['packages/api', 1]],
};

const home = (random, kind, taken) => {
  const free = HOMES[kind].filter(([folder]) => !taken.has(folder)).map(([folder, weight]) => [weight, folder]);
  const folder = random.weighted(free);
  taken.add(folder);
  return folder;
};

const under = (folder, files) => Object.fromEntries(Object.entries(files).map(([path, text]) => [folder === '.' ? path : `${folder}/${path}`, text]));

const NAMES = { front: ['web', 'frontend', 'site', 'app'], back: ['api', 'backend', 'users', 'mail', 'auth', 'search', 'billing'] };

/** The applications of a project: one or two frontends or none, one to four backends. */
function applications(random) {
  const taken = new Set();
  const names = new Set();
  const name = (kind) => {
    const chosen = random.pick(NAMES[kind].filter((it) => !names.has(it)));
    names.add(chosen);
    return chosen;
  };
  const made = [];
  for (let left = random.weighted([[1, 0], [8, 1], [2, 2]]); left > 0; left--) made.push({ kind: 'front', name: name('front'), folder: home(random, 'front', taken), ...random.pick(FRONTENDS)(random) });
  for (let left = random.weighted([[1, 0], [6, 1], [4, 2], [1, 4]]); left > 0; left--) made.push({ kind: 'back', name: name('back'), folder: home(random, 'back', taken), ...random.pick(BACKENDS)(random) });
  if (made.length === 0) made.push({ kind: 'back', name: 'api', folder: 'api', ...random.pick(BACKENDS)(random) });
  return made;
}

/** Where each application answers: the first frontend at the root, the others below their names. */
function mounts(random, apps) {
  const site = apps.find((app) => app.kind === 'front');
  const others = apps.filter((app) => app !== site);
  return new Map(apps.map((app) => [app, app === site ? '/' : others.length === 1 ? random.pick(['/api', '/api', `/${app.name}`]) : `/api/${app.name}`]));
}

const SCHEDULES = ['0 5 * * *', '*/15 * * * *', '0 0 * * 1', '30 2 1 * *'];

function v1(random, apps) {
  const at = mounts(random, apps);
  const services = {};
  for (const app of apps) {
    const service = {};
    if (app.kind === 'front') {
      if (app.framework) service.framework = app.framework;
      else service.builder = '@vercel/static';
      if (app.folder !== '.') service[random.pick(['root', 'root', 'entrypoint'])] = app.folder;
    } else if (app.runtime === 'container') {
      Object.assign(service, { runtime: 'container', root: app.folder, entrypoint: app.entry });
    } else {
      const whole = `${app.folder}/${app.entry}`;
      Object.assign(
        service,
        random.pick([
          { entrypoint: whole },
          { root: app.folder, entrypoint: app.entry },
          { root: app.folder, framework: app.framework, entrypoint: app.entry },
          { entrypoint: app.folder },
          { root: app.folder, runtime: app.runtime, entrypoint: app.module && random.chance(0.5) ? app.module : app.entry },
        ]),
      );
      if (random.chance(0.3)) service.memory = random.pick([512, 1024, 3009]);
      if (random.chance(0.3)) service.maxDuration = random.pick([30, 60, 300, 900, 'max']);
      if (random.chance(0.15)) service.includeFiles = random.pick(['data/**', ['templates/**', 'data/*.json']]);
    }
    Object.assign(service, random.weighted([[6, { routePrefix: at.get(app) }], [4, { mount: at.get(app) }], [1, { mount: { path: at.get(app), subdomain: app.name } }]]));
    if (random.chance(0.15)) service.buildCommand = random.pick(['pnpm build', 'make', 'turbo run build --filter=web']);
    services[app.name] = service;
  }
  const python = apps.find((app) => app.runtime === 'python');
  if (python && random.chance(0.35)) services.cleanup = { type: 'cron', schedule: random.pick(SCHEDULES), root: python.folder, entrypoint: python.entry };
  if (python && random.chance(0.25)) services.jobs = random.pick([{ type: 'worker', root: python.folder, entrypoint: python.entry, topics: ['jobs'] }, { type: 'job', trigger: 'queue', root: python.folder, entrypoint: python.entry, topics: ['mail', 'push'] }]);
  return { experimentalServices: services, ...(random.chance(0.2) ? { experimentalServiceGroups: { all: Object.keys(services) } } : {}) };
}

function v2(random, apps) {
  const at = mounts(random, apps);
  const services = {};
  const rewrites = [];
  for (const app of apps) {
    const service = { root: app.folder };
    if (app.kind === 'back') {
      Object.assign(
        service,
        random.weighted([
          [6, { entrypoint: app.module && random.chance(0.3) ? app.module : app.entry }],
          [3, { framework: app.framework, entrypoint: app.entry }],
          [2, { runtime: app.runtime, entrypoint: app.entry }],
          [1, { framework: app.framework }],
        ]),
      );
      if (random.chance(0.25)) service.functions = { [app.entry]: { maxDuration: 60 } };
    } else {
      if (app.framework && random.chance(0.4)) service.framework = app.framework;
      if (random.chance(0.3)) service.buildCommand = 'pnpm build';
      if (app.framework === 'vite') service.rewrites = [{ source: '/(.*)', destination: '/index.html' }];
    }
    services[app.name] = service;
    const path = at.get(app);
    const source = path === '/' ? random.pick(['/(.*)', '/:path*']) : random.pick([`${path}(/.*)?`, `${path}/:path*`, `${path}/(.*)`]);
    rewrites.push({ source, destination: { service: app.name, ...(random.chance(0.1) ? { type: 'service' } : {}) } });
  }
  rewrites.sort((a, b) => b.source.length - a.source.length);
  const site = apps.find((app) => app.kind === 'front');
  const other = apps.find((app) => app.kind === 'back');
  if (site && other && random.chance(0.4)) services[site.name].bindings = [{ type: 'service', service: other.name, format: 'url', env: `${other.name.toUpperCase()}_URL` }];
  return { [random.chance(0.1) ? 'experimentalServicesV2' : 'services']: services, rewrites };
}

/** One application without services: what most files are. */
function plain(random, apps) {
  const site = apps.find((app) => app.folder === '.') ?? apps[0];
  return {
    ...(random.chance(0.4) && site.framework ? { framework: site.framework } : {}),
    ...(random.chance(0.5) ? { buildCommand: 'npm run build', outputDirectory: random.pick(['dist', 'build', '.output', null]) } : {}),
    ...(random.chance(0.3) ? { installCommand: 'pnpm install --frozen-lockfile' } : {}),
    ...(random.chance(0.4) ? { functions: { [random.pick(['api/**/*.ts', 'api/*.py', 'app/api/**/*', 'api/index.js'])]: { maxDuration: random.pick([10, 60, 300]), ...(random.chance(0.3) ? { memory: 1024 } : {}), ...(random.chance(0.2) ? { includeFiles: 'templates/**' } : {}) } } } : {}),
    ...(random.chance(0.3) ? { rewrites: [{ source: '/(.*)', destination: '/index.html' }] } : {}),
  };
}

const COMMON = [
  () => ({ $schema: 'https://openapi.vercel.sh/vercel.json' }),
  (random) => ({ crons: [{ path: random.pick(['/api/cron', '/api/cleanup', '/']), schedule: random.pick(SCHEDULES) }] }),
  () => ({ headers: [{ source: '/(.*)', headers: [{ key: 'X-Frame-Options', value: 'DENY' }, { key: 'X-Content-Type-Options', value: 'nosniff' }] }] }),
  () => ({ redirects: [{ source: '/old/:slug', destination: '/new/:slug', permanent: true }, { source: '/docs', destination: 'https://docs.example.com', statusCode: 302 }] }),
  (random) => ({ cleanUrls: random.chance(0.5), trailingSlash: false }),
  () => ({ regions: ['fra1', 'iad1'] }),
  () => ({ images: { sizes: [256, 640, 1080], domains: [], formats: ['image/avif', 'image/webp'], remotePatterns: [{ protocol: 'https', hostname: '**.example.com' }] } }),
  () => ({ git: { deploymentEnabled: { main: true, 'dependabot/*': false } }, github: { silent: true } }),
  () => ({ ignoreCommand: 'npx turbo-ignore' }),
  () => ({ fluid: true }),
  () => ({ bunVersion: '1.x' }),
  () => ({ env: { NODE_ENV: 'production' }, build: { env: { CI: '1' } } }),
];

const anyService = (random, config) => {
  const services = config.services ?? config.experimentalServicesV2 ?? config.experimentalServices;
  return services ? random.pick(Object.values(services)) : {};
};

/** What people get wrong. */
const MISTAKES = [
  (random, config) => void delete anyService(random, config).entrypoint,
  (random, config) => void delete anyService(random, config).root,
  (random, config) => void delete anyService(random, config).routePrefix,
  (random, config) => void (anyService(random, config).root = random.pick(['app', './apps', '../api', '/api', 'packages', ''])),
  (random, config) => void (anyService(random, config).framework = random.pick(['next', 'nest', 'fast-api', 'react', 'expressjs', 'services'])),
  (random, config) => void (anyService(random, config).runtime = random.pick(['nodejs20.x', 'python3.12', 'edge', 'docker', 'bun'])),
  (random, config) => void (anyService(random, config).entrypoint = random.pick(['main', 'src', 'app.tsx', 'main:app', './src/index.ts', 'dist/index.js'])),
  (random, config) => void (anyService(random, config).env = { API: { type: 'service-ref', service: 'api' } }),
  (random, config) => void (anyService(random, config).port = 3000),
  (random, config) => void (anyService(random, config).routePrefix = random.pick(['/', '/api', '/api/', 'api', '/_svc/x'])),
  (random, config) => void (anyService(random, config).bindings = [{ type: 'service', service: random.pick(['db', 'api', 'web']), format: 'url', env: 'X' }]),
  (random, config) => {
    const key = ['services', 'experimentalServices'].find((it) => config[it]);
    if (key) config[key][random.pick(['api2', 'Web', 'my_api-', '1st', 'x'.repeat(65)])] = { root: '.', framework: 'nextjs', routePrefix: '/x' };
  },
  (random, config) => void Object.assign(config, random.pick([{ framework: 'nextjs' }, { buildCommand: 'npm run build' }, { outputDirectory: 'dist', framework: null }, { functions: { 'api/*.ts': { maxDuration: 10 } } }, { builds: [{ src: 'index.js', use: '@vercel/node' }] }])),
  (random, config) => void (config.rewrites = [...(config.rewrites ?? []), { source: random.pick(['/(.*\\.(js|css))', '^/api(?:/.*)?$', '/api/*', '/(?!api)(.*)', 'api/:path', '/[id]', '/x?y=1', '/:a/:a']), destination: random.pick(['/index.html', '/:slug', '/$1', { service: 'nobody' }]) }]),
  (random, config) => void (config.rewrites = [{ src: '/a', dest: '/b' }]),
  (random, config) => void (config.headers = [{ source: '/(.*)', headers: { 'X-A': 'b' } }]),
  (random, config) => void (config.redirects = [{ source: '/a', destination: '/b', permanent: true, statusCode: 301 }]),
  (random, config) => void (config.routes = [{ src: '/api/(.*)', dest: '/api' }, { handle: 'filesystem' }, { src: '/(.*)', dest: '/index.html' }]),
  (random, config) => void (config.crons = [{ path: 'api/cron', schedule: '0 5 * * *' }, { path: '/api/cron', schedule: '@daily', _comment: 'x' }]),
  (random, config) => void (config.functions = random.pick([{}, { 'api/x.ts': {} }, { 'api/x.ts': { runtime: 'nodejs20.x' } }, { 'api/x.ts': { includeFiles: ['a', 'b'] } }, { 'api/x.ts': { maxDuration: 5000 } }])),
  (random, config) => void Object.assign(config, { public: true, _comment: 'our site' }),
  (random, config) => void (config.experimentalServiceGroups = { all: ['web'] }),
  (random, config) => void (config.experimentalServices = { ...(config.experimentalServices ?? {}), old: { framework: 'nextjs', routePrefix: '/' } }),
  (random, config) => void (config.images = { domains: ['example.com'] }),
  (random, config) => void (config.daemons = { queue: { root: '.', entrypoint: random.pick(['Dockerfile', 'main.py']), instances: { iad1: 1 } } }),
  (random, config) => void (config.schedules = [{ schedule: '0 5 * * *', ...random.pick([{ path: '/x' }, { function: 'x', service: 'api' }, { topic: 'a', path: '/b' }, {}]), timezone: random.pick(['Europe/Paris', 'CET+1', 'UTC']) }]),
  (random, config) => void (config.proxy = { entrypoint: random.pick(['proxy.ts', './proxy.ts', 'proxy.py', 'proxy']), matcher: random.pick(['/api/:path*', 'api', []]) }),
  (random, config) => void (config.trailingSlash = null),
];

/** What lies at the root of a monorepo beside its applications. */
function tooling(random, apps) {
  const files = { 'README.md': '# shop\n', '.gitignore': 'node_modules\n.vercel\ndist\n', '.env.example': 'DATABASE_URL=\n' };
  const hasRoot = apps.some((app) => app.folder === '.');
  if (!hasRoot && random.chance(0.7)) files['package.json'] = json({ name: 'shop', private: true, packageManager: 'pnpm@10.0.0', devDependencies: { turbo: '^2.0.0' }, ...(random.chance(0.4) ? { workspaces: ['apps/*', 'packages/*'] } : {}) });
  if (random.chance(0.5)) Object.assign(files, { 'turbo.json': '{ "tasks": { "build": {} } }\n', 'pnpm-workspace.yaml': 'packages:\n  - apps/*\n  - packages/*\n' });
  if (random.chance(0.5)) Object.assign(files, { 'packages/shared/package.json': npm('@shop/shared', {}), 'packages/shared/index.ts': 'export const x = 1;\n' });
  if (random.chance(0.2)) files['docker-compose.yml'] = 'services:\n  db:\n    image: postgres\n';
  if (random.chance(0.1)) files['api/hello.ts'] = 'export const GET = () => new Response();\n';
  return files;
}

/** A project: its files, vercel.json among them. */
export function example(random) {
  const apps = applications(random);
  const files = tooling(random, apps);
  for (const app of apps) Object.assign(files, under(app.folder, app.files));
  const config = random.weighted([[5, v1], [6, v2], [2, plain]])(random, apps);
  for (const add of random.sample(COMMON, random.weighted([[4, 0], [4, 1], [3, 2], [1, 5]]))) {
    for (const [key, value] of Object.entries(add(random))) config[key] ??= value;
  }
  for (let left = random.weighted([[5, 0], [4, 1], [2, 2], [1, 3]]); left > 0; left--) random.pick(MISTAKES)(random, config);
  const text = renderText(random, config, 0.1);
  return { 'vercel.json': text, ...files };
}
