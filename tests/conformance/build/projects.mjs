// Projects that Vercel's own builders build here, made from a seed: static files, functions in `api/`, services of both models, and the rules that
// act on them; with requests that may well be ones that the project speaks of.
import { Random } from '../random.mjs';
import { request, rules } from '../requests.mjs';
import { FASTAPI } from './workplace.mjs';

const page = (file) => `file:${file}\n`;

/** A function that prints what it is asked. */
const NODE = (name) => `module.exports = (request, response) => response.end(JSON.stringify({ function: ${JSON.stringify(name)}, url: request.url, headers: request.headers }));\n`;

const PYTHON = (name) => `import json
from http.server import BaseHTTPRequestHandler


class handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"function": ${JSON.stringify(name)}, "url": self.path}).encode())
`;

const VARIABLES = '/^(VERCEL_SERVICE|[A-Z_]+_URL$)/';

/** A service that prints what it is asked and the variables that it is given. */
const EXPRESS = (name) => `const express = require('express');
const app = express();
const variables = Object.fromEntries(Object.entries(process.env).filter(([name]) => ${VARIABLES}.test(name)));
app.use((request, response) => response.end(JSON.stringify({ service: ${JSON.stringify(name)}, url: request.url, headers: request.headers, variables })));
app.listen(process.env.PORT || 3000);
module.exports = app;
`;

const FASTAPI_APP = (name) => `import os

from fastapi import FastAPI, Request

app = FastAPI()


@app.api_route("/{path:path}", methods=["GET", "HEAD", "POST", "DELETE"])
def answer(path: str, request: Request):
    query = f"?{request.url.query}" if request.url.query else ""
    variables = {name: value for name, value in os.environ.items() if name.startswith("VERCEL_SERVICE") or name.endswith("_URL")}
    # A server that knows the prefix by itself puts it before the path again.
    root = request.scope.get("root_path", "")
    seen = request.scope["path"].removeprefix(root) or "/"
    return {"service": ${JSON.stringify(name)}, "url": seen + query, "root": root, "variables": variables}
`;

const PAGES = ['index.html', 'about.html', 'docs/index.html', 'docs/guide.html', 'a/img.png', 'b/index.html', '404.html', 'Docs/Guide.html', 'x y.txt', '.well-known/a.json', 'users/index.html', 'blog.html', 'é.txt'];
const FUNCTIONS = ['api/users.js', 'api/index.js', 'api/users/[id].js', 'api/docs.mjs', 'api/posts/[...path].js', 'api/_shared.js', 'api/Users.js', 'api/report.ts'];

const source = (file) => (file.endsWith('.py') ? PYTHON(file) : file.endsWith('.js') ? NODE(file) : NODE(file).replace('module.exports =', 'export default'));

/** Rules that are asked for more than once in a while, in place of those that hide everything else. */
function gentle(random, services) {
  const made = rules(random, services);
  // What a browser prefers isn't documented enough for an interpreter.
  for (const key of ['routes']) if (made[key]) made[key] = made[key].filter((route) => !route.locale && !route.mitigate);
  // Nor is it known whether the router finds a header by a name in capitals that nothing has compiled.
  for (const route of made.routes ?? []) for (const item of [...(route.has ?? []), ...(route.missing ?? [])]) if (item.type === 'header') item.key = item.key.toLowerCase();
  // And of a redirect that goes nowhere only `vercel dev` says what it does.
  const goesNowhere = ({ status, dest, headers = {}, ...route }) => status >= 300 && status < 400 && !dest && !route.continue && headers.Location === undefined;
  if (made.routes) made.routes = made.routes.filter((route) => !goesNowhere(route));
  // Redirects may be put together by rules that continue, as in the output of Next.js.
  let phase;
  for (const route of made.routes ?? []) {
    phase = route.handle ?? phase;
    if (route.continue && !route.locale && phase !== 'hit' && random.chance(0.15)) Object.assign(route, { status: random.pick([302, 308]), headers: { ...route.headers, Location: '/to/$1' } });
  }
  // What is found at a destination with two slashes (`/b/$1` for a `$1` that begins with one) isn't known either.
  const doublesSlash = ({ source, destination }) => source.startsWith('(/') && /\/\$1/.test(destination?.path ?? destination);
  if (made.rewrites) made.rewrites = made.rewrites.filter((rewrite) => !doublesSlash(rewrite));
  for (const key of ['routes', 'rewrites']) if (made[key]?.length === 0) delete made[key];
  return made;
}

function plain(random, python, ignores) {
  const files = {};
  const folder = random.chance(0.5) ? 'public/' : '';
  for (const file of random.sample(PAGES, random.int(1, 6))) files[folder + file] = page(folder + file);
  if (random.chance(0.6)) for (const file of random.sample(FUNCTIONS, random.int(1, 3))) files[file] = source(file);
  if (python && random.chance(0.08)) files['api/py.py'] = PYTHON('api/py.py');
  if (ignores && random.chance(0.2)) files['.vercelignore'] = `${random.sample([...PAGES, 'api', '*.png', '/docs', 'docs/**', '!docs/index.html'], 2).join('\n')}\n`;
  return { files, config: gentle(random, null) };
}

const EXPRESS_FOLDER = (folder, entry) => ({ [`${folder}/package.json`]: '{ "private": true, "dependencies": { "express": "4.21.2" } }\n', [`${folder}/${entry}`]: EXPRESS(folder) });
const FASTAPI_FOLDER = (folder, python) => ({ [`${folder}/.python-version`]: `${python}\n`, [`${folder}/requirements.txt`]: `${FASTAPI}\n`, [`${folder}/main.py`]: FASTAPI_APP(folder) });
const SITE_FOLDER = (folder, random) => Object.fromEntries(random.sample(PAGES, random.int(1, 4)).map((file) => [`${folder}/${file}`, page(`${folder}/${file}`)]));

function services(random, python, model) {
  const wanted = random.weighted([
    [3, ['web']],
    [2, ['web', 'node']],
    [python ? 1.5 : 0, ['api']],
    [python ? 1.5 : 0, ['web', 'api']],
    [model === 'v2' ? 2 : 0, ['site']],
    [model === 'v2' ? 2 : 0, ['web', 'site']],
  ]);
  const files = {};
  const declared = {};
  const entry = random.pick(['index.js', 'index.js', 'src/index.js', 'server.js']);
  const prefixes = random.shuffle(['/', '/', '/api', '/svc/api', '/docs', '/a', '/b/', 'users', '/a/b']);
  for (const name of wanted) {
    const isPython = name === 'api';
    Object.assign(files, name === 'site' ? SITE_FOLDER(name, random) : isPython ? FASTAPI_FOLDER(name, python) : EXPRESS_FOLDER(name, entry));
    if (model === 'v1') {
      declared[name] = isPython
        ? random.pick([{ entrypoint: 'api/main.py' }, { entrypoint: 'api/main.py', framework: 'fastapi' }])
        : random.pick([{ entrypoint: `${name}/${entry}`, framework: 'express' }, { entrypoint: `${name}/${entry}` }]);
      declared[name][random.chance(0.85) ? 'routePrefix' : 'mount'] = prefixes.pop();
      if (random.chance(0.1)) declared[name].subdomain = random.pick(['api', 'shop']);
      if (declared[name].mount && declared[name].subdomain) delete declared[name].subdomain;
    } else {
      declared[name] = name === 'site' ? { root: 'site' } : isPython ? random.pick([{ root: 'api', entrypoint: 'main:app' }, { root: 'api', framework: 'fastapi' }, { root: 'api', entrypoint: 'main.py' }]) : random.pick([{ root: name, framework: 'express' }, { root: name, entrypoint: entry }]);
      if (random.chance(0.35)) Object.assign(declared[name], gentle(random, null));
    }
  }
  const config = { [model === 'v1' ? 'experimentalServices' : 'services']: declared };
  Object.assign(config, random.chance(0.7) ? gentle(random, model === 'v2' ? wanted : null) : {});
  if (model === 'v2' && !config.rewrites) config.rewrites = [...wanted.slice(1).map((name) => ({ source: `/${name}/(.*)`, destination: { service: name } })), { source: '/(.*)', destination: { service: wanted[0] } }];
  return { files, config, settings: { framework: random.pick([null, 'services']) } };
}

/** A project: `files`, `config`, the `settings` of project.json. `ignores` adds ignore files, which `route` doesn't read yet. */
export function project(seed, { python, ignores = false }) {
  const random = new Random(seed);
  const kind = random.weighted([[5, 'plain'], [2, 'v1'], [2.5, 'v2']]);
  const made = kind === 'plain' ? plain(random, python, ignores) : services(random, python, kind);
  made.files['vercel.json'] = JSON.stringify(made.config);
  return { name: seed, kind, ...made };
}

/** Paths of the project's own files, as requests may name them. */
function ownPath(random, files) {
  const file = random.pick(Object.keys(files).filter((file) => file !== 'vercel.json' && !file.startsWith('.'))) ?? '';
  const at = file.replace(/^(public|site|web|node)\//, '').replace(/\[[^\]]*\]/g, '7');
  const shortened = random.pick([at, at, at.replace(/\.\w+$/, ''), at.replace(/(^|\/)index\.\w+$/, ''), at.replace(/\.\w+$/, '') + '/', at.toUpperCase()]);
  return `/${shortened.split('/').map(encodeURIComponent).join('/')}`.replace(/^\/+/, '/');
}

/** Requests to a project. */
export function requests(made, count) {
  const random = new Random(`${made.name} requests`);
  const text = made.files['vercel.json'];
  const prefixes = Object.values(made.config.experimentalServices ?? {}).flatMap((service) => [service.routePrefix ?? service.mount].filter((prefix) => typeof prefix === 'string'));
  return Array.from({ length: count }, () => {
    const asked = request(random, text);
    const [, query = ''] = /(\?.*)$/.exec(asked.url) ?? [];
    if (random.chance(0.4)) asked.url = ownPath(random, made.files) + query;
    else if (prefixes.length > 0 && random.chance(0.5)) {
      const prefix = random.pick(prefixes).replace(/^\/?/, '/');
      asked.url = random.pick([prefix, `${prefix.replace(/\/$/, '')}/users`, `${prefix.replace(/\/$/, '')}x`, `${prefix.replace(/\/$/, '')}/a/b`]) + query;
    }
    if (!asked.url.startsWith('/')) asked.url = `/${asked.url}`;
    // A body says who answered; a request without one, or one that a Python handler doesn't know, tells less.
    if (asked.method === 'HEAD') delete asked.method;
    return asked;
  });
}
