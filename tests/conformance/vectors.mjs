// Projects written by hand: the corners that are easy to get wrong, each named by what it shows.

const EXPRESS = { 'package.json': '{ "dependencies": { "express": "4.0.0" } }', 'src/index.ts': "import express from 'express'\n" };
const NEXT = { 'package.json': '{ "dependencies": { "next": "15.0.0" } }' };
const under = (directory, files) => Object.fromEntries(Object.entries(files).map(([path, text]) => [`${directory}/${path}`, text]));
const v1 = (services) => ({ experimentalServices: services });
const v2 = (services, more = {}) => ({ services, ...more });

const PROJECTS = {
  'v2 backend without entrypoint': [v2({ api: { root: 'api' } }), under('api', EXPRESS)],
  'v2 backend with written framework': [v2({ api: { root: 'api', framework: 'express' } }), under('api', EXPRESS)],
  'v2 backend with entrypoint': [v2({ api: { root: 'api', entrypoint: 'src/index.ts' } }), under('api', EXPRESS)],
  'v2 directory entrypoint': [v2({ api: { root: 'api', entrypoint: 'src' } }), under('api', EXPRESS)],
  'v2 runtime with version': [v2({ py: { root: 'py', runtime: 'python3.12' } }), { 'py/main.py': '' }],
  'v2 module entrypoint': [v2({ py: { root: 'py', entrypoint: 'main:app' } }), { 'py/main.py': 'app = 1\n' }],
  'v2 root is a file': [v2({ web: { root: 'web/package.json' } }), under('web', NEXT)],
  'v2 root escapes': [v2({ web: { root: '..' } }), {}],
  'v2 root missing': [v2({ web: { root: './missing' } }), {}],
  'v2 framework and Dockerfile': [v2({ web: { root: 'web' } }), { ...under('web', NEXT), 'web/Dockerfile': 'FROM scratch\n' }],
  'v2 framework and Dockerfile.vercel': [v2({ web: { root: 'web' } }), { ...under('web', NEXT), 'web/Dockerfile.vercel': 'FROM scratch\n' }],
  'v2 Next.js with runtime node': [v2({ web: { root: 'web', runtime: 'node' } }), under('web', NEXT)],
  'v2 empty folder is static': [v2({ s: { root: 'go' } }), { 'go/': '' }],
  'v2 bindings unknown and invalid': [v2({ a: { root: '.', bindings: [{ service: 'nope', format: 'url', env: 'A' }, { service: 'Bad', format: 'url', env: 'B' }] } }), {}],
  'v2 only a Dockerfile': [v2({ c: { root: 'c' } }), { 'c/Dockerfile': 'FROM scratch\n' }],
  'v2 container from a candidate': [v2({ c: { root: 'c', runtime: 'container', command: 'run' } }), { 'c/Containerfile': '', 'c/Dockerfile': '' }],
  'v2 container entrypoint is not looked for': [v2({ c: { root: '.', entrypoint: 'deploy/app.Dockerfile' } }), {}],
  'v2 static output folder': [v2({ s: { root: 'site', outputDirectory: 'out' } }), { 'site/x.txt': '' }],
  'v2 static build': [v2({ s: { root: 'site', buildCommand: 'make' } }), { 'site/x.txt': '' }],
  'v2 name with a digit': [v2({ a1: { root: '.' } }), {}],
  'v2 null beside a build setting': [v2({ a: { root: '.' } }, { framework: 'nextjs', buildCommand: null }), {}],
  'v2 rewrite to an unknown service': [v2({ a: { root: '.' } }, { rewrites: [{ source: '/(.*)', destination: { service: 'zzz' } }] }), {}],
  'v2 empty services': [v2({}), NEXT],
  'v2 alias': [{ experimentalServicesV2: { web: { root: '.' } } }, NEXT],
  'v1 same prefix twice': [v1({ a: { framework: 'nextjs', routePrefix: 'api/' }, b: { framework: 'vite', mount: '/api' } }), {}],
  'v1 only a subdomain': [v1({ a: { entrypoint: 'py/main.py', subdomain: 'X' } }), { 'py/main.py': '' }],
  'v1 worker from a dotted module': [v1({ a: { type: 'worker', entrypoint: 'py.main:app' } }), { 'py/main.py': '' }],
  'v1 container from an image': [v1({ a: { runtime: 'container', entrypoint: 'ghcr.io/x/y:1', mount: '/' } }), {}],
  'v1 three prefixes with a subdomain': [
    v1({ web: { framework: 'nextjs', routePrefix: '/' }, api: { entrypoint: 'api/index.js', framework: 'express', routePrefix: '/api' }, py: { entrypoint: 'py/main.py', framework: 'fastapi', mount: { path: '/api/py', subdomain: 'py' } } }),
    { 'api/index.js': '', 'py/main.py': '', 'package.json': '{}' },
  ],
  'v1 variables of equal names': [v1({ 'my-api': { framework: 'vite', mount: '/a' }, my_api: { framework: 'vite', mount: '/b' }, MY_API: { framework: 'nextjs', mount: '/c' } }), {}],
  'v1 prefix with trailing slash': [v1({ api: { framework: 'fastapi', routePrefix: '/api/' }, web: { framework: 'vite', mount: '/docs/' } }), {}],
  'v1 fastapi and flask in one file': [v1({ api: { entrypoint: 'api', mount: '/' } }), { 'api/requirements.txt': 'fastapi\nflask\n' }],
  'v1 fastapi and flask, file entrypoint': [v1({ api: { entrypoint: 'api/main.py', mount: '/' } }), { 'api/requirements.txt': 'fastapi\nflask\n', 'api/main.py': '' }],
  'v1 nearest manifest above the file': [v1({ api: { entrypoint: 'srv/app/deep/main.py', mount: '/' } }), { 'srv/pyproject.toml': '[project]\n', 'srv/app/deep/main.py': '' }],
  'v1 manifest of another runtime': [v1({ api: { entrypoint: 'srv/main.py', mount: '/' } }), { 'srv/package.json': '{}', 'srv/main.py': '' }],
  'v1 root and nearest manifest': [v1({ api: { root: 'a/', entrypoint: 'b/c/main.go', mount: '/' } }), { 'a/b/go.mod': 'module x\n', 'a/b/c/main.go': 'package main\n' }],
  'v1 entrypoint above the root': [v1({ api: { root: 'a', entrypoint: '../b/main.py', mount: '/' } }), { 'a/x': '', 'b/main.py': '' }],
  'v1 entrypoint through a file': [v1({ api: { entrypoint: 'a/main.py', mount: '/' } }), { a: 'a file\n' }],
  'v1 file entrypoint with trailing slash': [v1({ api: { entrypoint: 'main.py/', mount: '/' } }), { 'main.py': '' }],
  'v1 a file named src': [v1({ api: { entrypoint: '.', mount: '/' } }), { src: '', 'package.json': '{ "dependencies": { "express": "4" } }' }],
  'v1 package.json is a folder': [v1({ api: { entrypoint: '.', mount: '/' } }), { 'package.json/x': '' }],
  'v1 worker of a Node backend': [v1({ q: { type: 'worker', framework: 'hono', entrypoint: 'w.ts' }, c: { type: 'cron', schedule: '0 5 * * *', framework: 'hono', entrypoint: 'w.ts' } }), { 'w.ts': '' }],
  'v1 worker of plain Node': [v1({ q: { type: 'worker', entrypoint: 'w.ts' }, c: { type: 'cron', schedule: '0 5 * * *', entrypoint: 'w.ts' }, j: { type: 'job', trigger: 'workflow', entrypoint: 'w.ts' } }), { 'w.ts': '' }],
  'v1 pyproject.toml as entrypoint': [v1({ p: { entrypoint: 'p/pyproject.toml', mount: '/' } }), { 'p/pyproject.toml': '' }],
  'v1 framework that is no string': [v1({ a: { framework: 5, mount: '/' }, b: { framework: null, entrypoint: 'x.py', mount: '/b' }, c: { framework: true, mount: '/c' } }), { 'x.py': '' }],
  'v1 peerDependencies do not count': [v1({ a: { entrypoint: '.', mount: '/' } }), { 'package.json': '{ "peerDependencies": { "next": "15" } }' }],
  'v1 dependency behind a nested object': [v1({ a: { entrypoint: '.', mount: '/' } }), { 'package.json': '{ "dependencies": { "a": { "b": "c" }, "next": "15" } }' }],
  'v1 superseded frameworks': [v1({ a: { entrypoint: 'a', mount: '/' }, b: { entrypoint: 'b', mount: '/b' } }), { 'a/package.json': '{ "dependencies": { "@tanstack/router-plugin": "1", "@tanstack/react-start": "1", "vite": "6", "@ionic/react": "8" } }', 'b/package.json': '{ "dependencies": { "nuxt": "3", "nitropack": "2", "vite": "6" } }' }],
  'v1 __proto__ as a name': ['{"experimentalServices":{"__proto__":{"framework":"nextjs","mount":"/"},"web":{"framework":"vite","mount":"/v"}}}', {}],
  'v1 repeated service': ['{"experimentalServices":{"a":{"framework":"nextjs","mount":"/"},"b":{"framework":"vite","mount":"/b"},"a":{"framework":"vite","mount":"/c"}}}', {}],
  'v1 names that are numbers come first': ['{"experimentalServices":{"b":{"framework":"nextjs","mount":"/"},"10":{"framework":"vite"},"2":{"framework":"vite"}}}', {}],
  'v1 lone dynamic schedule': [v1({ c: { type: 'cron', schedule: '<dynamic>', entrypoint: 'c.py' } }), { 'c.py': '' }],
  'v1 references': [
    v1({ a: { framework: 'nextjs', mount: '/', env: { B: { type: 'service-ref', service: 'b' }, C: { type: 'service-ref', service: 'c' } } }, c: { type: 'worker', entrypoint: 'w.py' } }),
    { 'w.py': '' },
  ],
  'migrate one variable for two services': [
    v1({ web: { framework: 'nextjs', root: 'web', routePrefix: '/', env: { NEXT_PUBLIC_API: { type: 'service-ref', service: 'api' } } }, docs: { framework: 'nextjs', root: 'docs', routePrefix: '/docs', env: { NEXT_PUBLIC_API: { type: 'service-ref', service: 'web' } } }, api: { entrypoint: 'api/main.py', routePrefix: '/api' } }),
    { 'web/package.json': '{}', 'docs/package.json': '{}', 'api/main.py': '' },
    'migrate',
  ],
  'file rewrites to services that are inferred': [{ rewrites: [{ source: '/users/:path*', destination: { service: 'users' } }, { source: '/x', destination: { service: 'x' } }] }, { 'services/users/go.mod': 'module x\n', 'services/users/main.go': 'package main\n', 'frontend/package.json': '{ "dependencies": { "nuxt": "4" } }' }],
  'file empty': ['', {}],
  'file null': ['null', NEXT],
  'file array': ['[]', {}],
  'file with BOM': ['\uFEFF{}', {}],
  'file with comment': ['{\n  // no\n  "cleanUrls": true\n}\n', {}],
  'file with trailing comma': ['{ "cleanUrls": true, }', {}],
  'file with control character in a string': ['{ "name": "a\tb" }', {}],
  'file with lone surrogate': ['{ "name": "\\ud800" }', {}],
  'file __proto__ at the top': ['{ "__proto__": { "rewrites": 5 } }', {}],
  'file empty functions': [{ functions: {} }, {}],
  'file six cron fields': [{ crons: [{ path: '/x', schedule: '* * * * * *' }] }, {}],
  'file four cron fields': [{ crons: [{ path: '/x', schedule: '* * * *' }] }, {}],
};

/** The hand-written cases. */
export function vectors() {
  return Object.entries(PROJECTS).map(([name, [config, files, kind]]) => ({
    name,
    ...(kind ? { kind } : {}),
    files: { 'vercel.json': typeof config === 'string' ? config : JSON.stringify(config, null, 2) + '\n', ...files },
  }));
}
