// Skeletons of real projects: what lies in a directory for Vercel to recognize a framework by.

/** The npm packages that make a framework, by slug. The first alternative is the common one. */
const NPM = {
  nextjs: [['next', 'react']], gatsby: [['gatsby']], remix: [['@remix-run/dev', '@remix-run/node']], astro: [['astro'], ['astro', 'vite']],
  hexo: [['hexo']], eleventy: [['@11ty/eleventy']], 'docusaurus-2': [['@docusaurus/core', 'react']], docusaurus: [['docusaurus']],
  preact: [['preact-cli', 'preact']], 'solidstart-1': [['solid-js', '@solidjs/start']], solidstart: [['solid-js', 'solid-start']],
  dojo: [['@dojo/framework']], ember: [['ember-source', 'ember-cli'], ['ember-cli']], vue: [['@vue/cli-service', 'vue']], scully: [['@scullyio/init']],
  'ionic-angular': [['@ionic/angular'], ['@ionic/angular', '@angular/cli']], angular: [['@angular/cli', '@angular/core']], polymer: [['polymer-cli']],
  svelte: [['svelte', 'sirv-cli']], 'sveltekit-1': [['@sveltejs/kit', 'svelte', 'vite'], ['@sveltejs/kit']], 'ionic-react': [['@ionic/react'], ['@ionic/react', 'vite']],
  'create-react-app': [['react-scripts', 'react']], gridsome: [['gridsome']], umijs: [['umi']], sapper: [['sapper']], saber: [['saber']], stencil: [['@stencil/core']],
  nuxtjs: [['nuxt'], ['nuxt3'], ['nuxt-nightly', 'nitropack'], ['nuxt', 'vite']], redwoodjs: [['@redwoodjs/core']], brunch: [['brunch']],
  hydrogen: [['@shopify/hydrogen', 'vite']], vite: [['vite', 'react'], ['vite', 'vue']],
  'tanstack-start': [['@tanstack/router-plugin', '@tanstack/react-start', 'vite'], ['@tanstack/router-plugin', '@tanstack/solid-start']],
  'tanstack-start-lovable': [['@lovable.dev/vite-tanstack-config', '@tanstack/react-start', '@tanstack/router-plugin', 'vite']],
  vitepress: [['vitepress'], ['vitepress', 'vite']], vuepress: [['vuepress']], parcel: [['parcel']], 'factory-eve': [['eve', '@vercel/factory']], eve: [['eve']],
  storybook: [['storybook'], ['storybook', 'vite']], nitro: [['nitropack'], ['nitro', 'vite']], xmcp: [['xmcp']], mastra: [['mastra']],
  ash: [['experimental-ash']],
};

const BACKENDS = { hono: 'hono', express: 'express', h3: 'h3', koa: 'koa', nestjs: '@nestjs/core', elysia: 'elysia', fastify: 'fastify' };
const NODE_EXTENSIONS = ['js', 'cjs', 'mjs', 'ts', 'cts', 'mts'];

/** A package.json as people and tools write it. */
export function packageJson(random, packages, more = {}) {
  const dependencies = {};
  const devDependencies = {};
  for (const name of packages) (random.chance(0.75) ? dependencies : devDependencies)[name] = random.pick(['^1.2.3', '14.1.0', 'latest', '~5', 'workspace:*']);
  const manifest = { name: 'app', ...(random.chance(0.5) ? { private: true } : {}), ...more };
  if (random.chance(0.6)) manifest.scripts = { build: 'build', dev: 'dev' };
  if (random.chance(0.1)) manifest.peerDependencies = { next: '*', vite: '*' };
  if (Object.keys(dependencies).length > 0 || random.chance(0.1)) manifest.dependencies = dependencies;
  if (Object.keys(devDependencies).length > 0 || random.chance(0.1)) manifest.devDependencies = devDependencies;
  return JSON.stringify(manifest, null, random.pick([2, 2, 2, 4, 0, '\t'])) + random.pick(['\n', '\n', '']);
}

function frontend(random, slug) {
  const files = { 'package.json': packageJson(random, random.pick(NPM[slug])) };
  if (slug === 'nextjs') {
    files[random.pick(['next.config.js', 'next.config.mjs', 'next.config.ts'])] = random.pick(['module.exports = {}\n', "export default { basePath: '/app' }\n"]);
    files[random.pick(['app/page.tsx', 'pages/index.js', 'src/app/page.tsx'])] = 'export default () => null\n';
  } else if (slug === 'vite' || slug === 'react-router') {
    files['index.html'] = '<!doctype html>\n';
    files['vite.config.ts'] = random.pick(['export default {}\n', "export default { base: '/app/' }\n"]);
  } else if (random.chance(0.3)) {
    files['index.html'] = '<!doctype html>\n';
  }
  return { files, framework: slug, entries: ['package.json'] };
}

function backend(random, slug) {
  const pkg = BACKENDS[slug];
  const base = random.pick(['index', 'app', 'server', 'src/index', 'src/app', 'src/server', ...(slug === 'nestjs' ? ['src/main', 'main'] : [])]);
  const entry = `${base}.${random.pick(['ts', 'js', 'mjs', ...NODE_EXTENSIONS])}`;
  const found = random.chance(0.9);
  const imports = random.pick([`import x from '${pkg}'\n`, `const x = require("${pkg}")\n`, `import { App } from "${pkg}";\n`, `import('${pkg}')\n`]);
  const files = { 'package.json': packageJson(random, [pkg]), [entry]: found ? imports : '// nothing yet\n' };
  if (random.chance(0.2)) files['tsconfig.json'] = '{}\n';
  return { files, framework: slug, entries: [entry] };
}

function python(random, slug) {
  const wanted = { fastapi: 'fastapi', flask: random.pick(['flask', 'Flask']), django: random.pick(['django', 'Django']), fasthtml: 'python-fasthtml', python: 'httpx' }[slug];
  const entry = random.pick(['main.py', 'app.py', 'index.py', 'src/main.py', 'app/main.py', 'api/index.py', 'server.py', 'wsgi.py']);
  const files = { [entry]: 'app = object()\n' };
  const manifest = slug === 'fasthtml' ? 'requirements.txt' : random.pick(['requirements.txt', 'requirements.txt', 'pyproject.toml', 'pyproject.toml', 'Pipfile', 'uv.lock', 'pylock.yml', 'setup.py']);
  if (manifest === 'requirements.txt') files[manifest] = random.pick([`${wanted}==1.0\n`, `uvicorn\n${wanted}\n`, `# ${wanted}\n`, `${wanted}[standard]>=1\r\nhttpx\r\n`]);
  else if (manifest === 'pyproject.toml') files[manifest] = `[project]\nname = "x"\ndependencies = ["${wanted}"]\n`;
  else if (manifest === 'Pipfile') files[manifest] = `[packages]\n${wanted} = "*"\n`;
  else files[manifest] = `# ${wanted}\n`;
  if (slug === 'django' && random.chance(0.6)) files['manage.py'] = "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'x.settings')\n";
  const module = `${entry.slice(0, -3).replaceAll('/', '.')}:${random.pick(['app', 'application', 'handler_1'])}`;
  return { files, framework: slug, entries: [entry, entry, module], python: true };
}

function go(random) {
  const entry = random.pick(['main.go', 'cmd/api/main.go', 'cmd/server/main.go', 'index.go', 'handler.go']);
  return { files: { 'go.mod': 'module example\n\ngo 1.23\n', [entry]: 'package main\n\nfunc main() {}\n' }, framework: 'go', entries: [entry] };
}

function rust(random) {
  const extra = random.pick(['', '', 'axum = "0.7"\n', 'actix-web = "4"\n', 'axum= { version = "0.7" }\n']);
  const entry = random.pick(['src/main.rs', 'src/main.rs', 'src/bin/server.rs', 'main.rs']);
  return { files: { 'Cargo.toml': `[package]\nname = "x"\n\n[dependencies]\n${extra}`, [entry]: 'fn main() {}\n' }, framework: 'rust', entries: [entry] };
}

function ruby(random) {
  const entry = random.pick(['config.ru', 'app.rb', 'index.rb']);
  return { files: { Gemfile: "source 'gems'\ngem 'rack'\n", [entry]: 'run App\n' }, framework: 'ruby', entries: [entry] };
}

function container(random) {
  const entry = random.pick(['Dockerfile', 'Dockerfile.vercel', 'Containerfile', 'Containerfile.vercel', 'dockerfile', 'api.Dockerfile', 'Dockerfile.prod', 'docker/Dockerfile']);
  return { files: { [entry]: 'FROM scratch\n' }, framework: 'container', entries: [entry], container: true };
}

const STATIC = [
  { files: { 'index.html': '<!doctype html>\n' }, entries: ['index.html'] },
  { files: { 'public/index.html': '<!doctype html>\n', 'README.md': '# x\n' }, entries: ['public/index.html'] },
  { files: { 'config.toml': 'baseURL = "/"\n' }, framework: 'hugo', entries: ['config.toml'] },
  { files: { 'config.toml': 'base_url = "/"\n' }, framework: 'zola', entries: ['config.toml'] },
  { files: { 'config.yaml': 'baseURL: /\n', 'config.toml': 'base_url = "/"\n' }, entries: ['config.yaml'] },
  { files: { '_config.yml': 'title: x\n' }, framework: 'jekyll', entries: ['_config.yml'] },
  { files: { 'config.rb': '# x\n', Gemfile: 'x\n' }, framework: 'middleman', entries: ['config.rb'] },
  { files: { 'blitz.config.ts': '', 'package.json': '{"dependencies": {"next": "1"}}' }, framework: 'blitzjs', entries: ['blitz.config.ts'] },
  { files: { 'vite.config.ts': "import { reactRouter } from '@react-router/dev/vite'\n", 'package.json': '{"devDependencies":{"vite":"6.0.0"}}' }, framework: 'react-router', entries: ['vite.config.ts'] },
  { files: { 'react-router.config.ts': 'export default {}\n', 'package.json': '{"devDependencies":{"vite":"6.0.0"}}' }, framework: 'react-router', entries: ['react-router.config.ts'] },
  { files: { 'remix.config.js': '', 'package.json': '{}' }, framework: 'remix', entries: ['remix.config.js'] },
  { files: { '.dojorc': '{}' }, framework: 'dojo', entries: ['.dojorc'] },
  { files: { 'hydrogen.config.ts': '', 'package.json': '{"dependencies":{"vite":"6.0.0"}}' }, framework: 'hydrogen', entries: ['hydrogen.config.ts'] },
  { files: { 'brunch-config.js': '' }, framework: 'brunch', entries: ['brunch-config.js'] },
  { files: { 'xmcp.config.ts': '' }, framework: 'xmcp', entries: ['xmcp.config.ts'] },
  { files: { 'sanity.config.ts': '', 'package.json': '{"dependencies":{"sanity":"3.1.0"}}' }, framework: 'sanity', entries: ['sanity.config.ts'] },
  { files: { 'sanity.json': '{}', 'package.json': '{"dependencies":{"@sanity/cli":"^2.30.0"}}' }, framework: 'sanity-v2', entries: ['sanity.json'] },
  { files: { 'sanity.json': '{}', 'package.json': '{"dependencies":{"@sanity/cli":"^3.0.0"}}' }, entries: ['sanity.json'] },
  { files: { 'package.json': '{"devDependencies":{"@sveltejs/kit":"1.0.0-next.42"}}' }, framework: 'sveltekit', entries: ['package.json'] },
  { files: { 'bun.lock': '', 'server.ts': 'export default {}\n', 'package.json': '{}' }, framework: 'bun', entries: ['server.ts'] },
  { files: { 'server.js': "import 'node:http'\n", 'package.json': '{}' }, framework: 'node', entries: ['server.js'] },
  { files: { 'src/server.mts': '', 'package.json': '{"type":"module"}' }, framework: 'node', entries: ['src/server.mts'] },
  { files: { 'server.cts': '' }, framework: 'node', entries: ['server.cts'] },
  { files: { 'index.ts': 'export default {}\n', 'package.json': '{"name":"plain"}' }, entries: ['index.ts'] },
  { files: { 'worker.js': '' }, entries: ['worker.js'] },
  { files: { 'package.json': '{"dependencies":{"a":{"x":"}"},"next":"15.0.0"}}', 'page.jsx': '' }, entries: ['page.jsx'] },
  { files: { 'package.json': '{"dependencies": {"next": ""}}', 'App.tsx': '' }, entries: ['App.tsx'] },
  { files: { 'package.json': '{ not json, "dependencies": { "next": "15" } }' }, framework: 'nextjs', entries: ['package.json'] },
  { files: { 'package.json/': '' }, entries: ['package.json'] },
  { files: { 'requirements.txt/': '' }, entries: ['requirements.txt'] },
  { files: { 'requirements.txt': 'fastapi\nflask\n', 'main.py': 'app = 1\n' }, framework: 'fastapi', entries: ['main.py', 'main:app'], python: true },
  { files: { 'job.py': '', 'pyproject.toml': '[project]\n' }, framework: 'python', entries: ['job.py', 'pyproject.toml'], python: true },
  { files: { 'task.py': '' }, entries: ['task.py', 'task:run'], python: true },
  { files: {}, entries: ['nothing.txt'] },
];

const KINDS = [
  [30, (random) => frontend(random, random.pick(['nextjs', 'nextjs', 'nextjs', 'vite', 'vite', 'nuxtjs', 'sveltekit-1', 'astro', 'create-react-app', 'remix']))],
  [14, (random) => frontend(random, random.pick(Object.keys(NPM)))],
  [22, (random) => backend(random, random.pick(['express', 'hono', 'fastify', 'nestjs', ...Object.keys(BACKENDS)]))],
  [26, (random) => python(random, random.pick(['fastapi', 'fastapi', 'flask', 'django', 'python', 'fasthtml']))],
  [9, go],
  [6, rust],
  [4, ruby],
  [8, container],
  [24, (random) => structuredClone(random.pick(STATIC))],
];

/** A skeleton: its files, the slug that it was made for, and what could be its entrypoint. */
export function skeleton(random) {
  return random.weighted(KINDS)(random);
}

/** A skeleton of a backend, of those that need an entrypoint. */
export function serverSkeleton(random) {
  return random.weighted(KINDS.slice(2, 8))(random);
}

/** Merges a skeleton's files into a tree under `directory`; the first to name a path keeps it. */
export function plant(tree, directory, { files }) {
  const prefix = directory === '.' ? '' : `${directory}/`;
  for (const [path, text] of Object.entries(files)) {
    const target = prefix + path;
    if (fits(tree, target)) tree[target] = text;
  }
}

/** Whether a path can be added: nothing there yet, no file where it needs a directory. */
export function fits(tree, target) {
  const bare = target.replace(/\/+$/, '');
  if (Object.hasOwn(tree, bare) || Object.hasOwn(tree, `${bare}/`)) return false;
  const parts = bare.split('/');
  for (let depth = 1; depth < parts.length; depth++) {
    if (Object.hasOwn(tree, parts.slice(0, depth).join('/'))) return false;
  }
  const isDirectory = target.endsWith('/');
  return isDirectory || !Object.keys(tree).some((path) => path.startsWith(`${bare}/`));
}
