// What Vercel's own integration tests expect of a request (github.com/vercel/vercel), restated as a table: those of `vercel dev` (`packages/cli/test/dev`),
// most of which also run against a real deployment there, and the probes of deployments (`e2e/`: `packages/fs-detectors/test/fixtures/e2e`; `go/`,
// `node/`, `python/`: `test/fixtures` of the package).
//
// An answer is written as `compare.mjs` writes it: `file NAME`, `function NAME`, `service NAME`, `redirect STATUS LOCATION`, `external URL`,
// `status STATUS`, with the headers that rules set and, for a service or a destination with a query, what the application receives.
//
// README.md lists what is left out.

const PAGES = ['about.html', 'index.html', 'style.css', 'sub/another.html', 'sub/index.html'];
const IN_BLOG = ['about.html', 'index.html', 'src/blog/post.html'];
const file = (name, headers) => [`file ${name}`, headers];

const SERVER = "const express = require('express');\nexpress().listen(3000);\n";
const MANIFEST = '{ "private": true, "dependencies": { "express": "4.21.2" } }\n';
const APP = (folder, framework) => ({ [`${folder}/server.py`]: 'app = 1\n', [`${folder}/pyproject.toml`]: `[project]\nname = "${folder}"\nversion = "0.1.0"\ndependencies = ["${framework}"]\n\n[tool.vercel]\nentrypoint = "server:app"\n` });

export const facts = [
  {
    of: 'test-clean-urls',
    config: { cleanUrls: true },
    files: PAGES,
    requests: {
      '/': file('index.html'), '/about': file('about.html'), '/sub': file('sub/index.html'), '/sub/another': file('sub/another.html'), '/style.css': file('style.css'),
      '/index.html': ['redirect 308 /'], '/about.html': ['redirect 308 /about'], '/sub/index.html': ['redirect 308 /sub'], '/sub/another.html': ['redirect 308 /sub/another'],
    },
  },
  {
    of: 'test-clean-urls-trailing-slash',
    config: { cleanUrls: true, trailingSlash: true },
    files: PAGES,
    requests: {
      '/': file('index.html'), '/about/': file('about.html'), '/sub/': file('sub/index.html'), '/sub/another/': file('sub/another.html'), '/style.css': file('style.css'),
      '/about.html': ['redirect 308 /about/'], '/sub/index.html': ['redirect 308 /sub/'], '/sub/another.html': ['redirect 308 /sub/another/'],
    },
  },
  {
    of: 'test-clean-urls-custom-404',
    config: { cleanUrls: true },
    files: ['404.html', 'about.html', 'contact/me.html', 'index.html'],
    requests: { '/': file('index.html'), '/about': file('about.html'), '/contact/me': file('contact/me.html'), '/nothing': ['status 404'], '/nothing/': ['status 404'] },
  },
  {
    of: 'test-trailing-slash',
    config: { trailingSlash: true },
    files: PAGES,
    requests: {
      '/': file('index.html'), '/index.html': file('index.html'), '/about.html': file('about.html'), '/sub/': file('sub/index.html'), '/sub/index.html': file('sub/index.html'),
      '/sub/another.html': file('sub/another.html'), '/style.css': file('style.css'), '/about.html/': ['redirect 308 /about.html'], '/style.css/': ['redirect 308 /style.css'], '/sub': ['redirect 308 /sub/'],
    },
  },
  {
    of: 'test-trailing-slash-false',
    config: { trailingSlash: false },
    files: PAGES,
    requests: {
      '/': file('index.html'), '/index.html': file('index.html'), '/about.html': file('about.html'), '/sub': file('sub/index.html'), '/sub/index.html': file('sub/index.html'),
      '/sub/another.html': file('sub/another.html'), '/style.css': file('style.css'), '/about.html/': ['redirect 308 /about.html'], '/sub/': ['redirect 308 /sub'], '/sub/another.html/': ['redirect 308 /sub/another.html'],
    },
  },
  {
    of: 'test-routing-case-sensitive',
    config: {
      rewrites: [{ source: '/Path', destination: '/upper.html' }, { source: '/path', destination: '/lower.html' }],
      redirects: [{ source: '/GoTo', destination: '/upper.html' }, { source: '/goto', destination: '/lower.html' }],
    },
    files: ['lower.html', 'upper.html'],
    requests: { '/Path': file('upper.html'), '/path': file('lower.html'), '/GoTo': ['redirect 308 /upper.html'], '/goto': ['redirect 308 /lower.html'] },
  },
  {
    of: 'test-external-rewrites-and-redirects',
    config: {
      rewrites: [{ source: '/rewrite', destination: 'https://vercel.com/robots.txt' }],
      redirects: [{ source: '/redirect', destination: 'https://vercel.com/robots.txt' }, { source: '/tempRedirect', destination: 'https://vercel.com/robots.txt', permanent: false }],
    },
    files: ['index.html'],
    requests: { '/rewrite': ['external https://vercel.com/robots.txt'], '/redirect': ['redirect 308 https://vercel.com/robots.txt'], '/tempRedirect': ['redirect 307 https://vercel.com/robots.txt'] },
  },
  {
    of: 'test-rewrites',
    config: { rewrites: [{ source: '/hello', destination: 'index.html' }, { source: '/status-rewrite-425', destination: 'index.html', statusCode: 425 }] },
    files: ['index.html'],
    requests: { '/hello': file('index.html'), '/status-rewrite-425': ['file index.html with 425'] },
  },
  {
    of: 'test-rewrites-with-segments',
    config: { rewrites: [{ source: '/rand', destination: '/api/fourty-two' }] },
    files: ['api/[username].js', 'api/fourty-two.js', 'api/users/[id].js'],
    requests: { '/api/users/first': ['function api/users/[id]'], '/api/fourty-two': ['function api/fourty-two'], '/rand': ['function api/fourty-two'], '/api/dynamic': ['function api/[username]'], '/api': ['status 404'] },
  },
  {
    of: 'test-zero-config-rewrite',
    config: { routes: [{ src: '/(.*)', dest: '/api/$1', headers: { 'X-One': '*' }, continue: true }] },
    files: ['api/echo/[id].js', 'index.html'],
    requests: { '/': ['status 404'], '/echo/1': ['function api/echo/[id]', ['x-one: *']], '/echo/2': ['function api/echo/[id]', ['x-one: *']] },
  },
  {
    of: 'test-cors-routes',
    config: { routes: [{ src: '/(.*)', headers: { 'X-One': '*' }, continue: true }, { src: '/(.*)', status: 204, methods: ['OPTIONS'] }, { src: '/', dest: '/api/status.js' }] },
    files: ['api/status.js'],
    requests: {
      '/': ['function api/status', ['x-one: *']], 'POST /': ['function api/status', ['x-one: *']], '/api/status.js': ['function api/status', ['x-one: *']], 'POST /api/status.js': ['function api/status', ['x-one: *']],
      'OPTIONS /': ['status 204'], 'OPTIONS /api/status.js': ['status 204'],
    },
  },
  {
    of: 'public-and-api',
    config: {},
    files: ['api/date.js', 'api/rand.js', 'public/.well-known/humans.txt', 'public/404.html', 'public/about.html', 'public/index.html'],
    requests: {
      '/': file('index.html'), '/about.html': file('about.html'), '/.well-known/humans.txt': file('.well-known/humans.txt'), '/api/date': ['function api/date'], '/api/rand': ['function api/rand'],
      '/api/rand.js': ['function api/rand'], '/api/api': ['status 404'], '/nothing': ['status 404'],
    },
  },
  {
    of: 'go',
    why: 'The names of an index function, here of Node.',
    config: {},
    files: ['api/index.js', 'api/another.js'],
    requests: { '/api': ['function api/index'], '/api/index': ['function api/index'], '/api/index.js': ['function api/index'], '/api/another': ['function api/another'], '/api/another.js': ['function api/another'] },
  },
  {
    of: 'routes-custom-404',
    config: { routes: [{ src: '/exact', status: 404, dest: '/exact-404.html' }, { handle: 'filesystem' }, { src: '/(.*)', status: 404, dest: '/user-404.html' }] },
    files: ['api/hello.js', 'exact-404.html', 'index.html', 'user-404.html'],
    requests: { '/': file('index.html'), '/nothing': ['status 404'], '/exact': ['status 404'], '/api/hello': ['function api/hello'], '/api/nothing': ['status 404'] },
  },
  {
    of: 'routes-check-true',
    config: { routes: [{ src: '/blog/(.*)', check: true, dest: '/blog?post=$1' }, { src: '/(.*)', check: true, dest: '/src/$1' }, { src: '/(.*)', check: true, dest: '/fake/$1' }] },
    files: ['src/blog/index.html'],
    requests: { '/blog/post': file('src/blog/index.html') },
  },
  {
    of: 'routes-check-true-status',
    config: { routes: [{ src: '/secret', status: 403, dest: '/post', check: true }, { src: '/post', dest: '/post.html' }] },
    files: ['post.html'],
    requests: { '/secret': ['status 403'], '/post': file('post.html'), '/post.html': file('post.html') },
  },
  {
    of: 'handle-miss-after-route',
    config: { routes: [{ src: '/([^/]+)', headers: { 'X-Two': 'one' }, dest: '/blog/$1' }, { handle: 'miss' }, { src: '/(.*)', dest: '/src/$1', check: true }, { src: '/src/blog/([^/]+)', headers: { 'X-One': '1', 'X-Two': 'two' }, dest: '/src/blog/$1.html', check: true }] },
    files: IN_BLOG,
    requests: { '/post': file('src/blog/post.html', ['x-one: 1', 'x-two: one']) },
  },
  {
    of: 'handle-miss-after-rewrite',
    config: { routes: [{ handle: 'filesystem' }, { src: '/([^/]+)', headers: { 'X-Two': 'one' }, dest: '/blog/$1', check: true }, { handle: 'miss' }, { src: '/(.*)', dest: '/src/$1', check: true }, { src: '/src/blog/([^/]+)', headers: { 'X-One': '1', 'X-Two': 'two' }, dest: '/src/blog/$1.html', check: true }] },
    files: IN_BLOG,
    requests: { '/post': file('src/blog/post.html', ['x-one: 1', 'x-two: one']), '/blog/post': file('src/blog/post.html', ['x-one: 1', 'x-two: two']), '/blog/about.html': ['status 404'] },
  },
  {
    of: 'handle-miss-hide-dir-list',
    config: { routes: [{ handle: 'filesystem' }, { src: '/(.*)', headers: { 'X-Two': 'one' }, dest: '/blog/$1', check: true }, { src: '/.*', status: 404, continue: true }, { handle: 'miss' }, { src: '/(.*)', dest: '/src/$1', check: true }] },
    files: ['about.html', 'index.html', 'src/blog/post/one.html'],
    requests: { '/post': ['status 404'], '/post/one.html': file('src/blog/post/one.html', ['x-two: one']) },
  },
  {
    of: 'handle-hit-after-fs',
    config: { routes: [{ handle: 'hit' }, { src: '^/.*', headers: { 'X-One': '1' }, continue: true }] },
    files: ['blog.html'],
    requests: { '/blog.html': file('blog.html', ['x-one: 1']) },
  },
  {
    of: 'handle-hit-after-dest',
    config: { routes: [{ src: '/([^/]+)', headers: { 'X-Two': 'one' }, dest: '/blog/$1.html', check: true }, { handle: 'hit' }, { src: '^/.*', headers: { 'X-One': '1', 'X-Two': 'two' }, continue: true }] },
    files: ['blog/post.html'],
    requests: { '/post': file('blog/post.html', ['x-one: 1', 'x-two: one']) },
  },
  {
    of: 'handle-hit-after-rewrite',
    config: { routes: [{ handle: 'filesystem' }, { src: '/([^/]+)', headers: { 'X-Two': 'one' }, dest: '/blog/$1.html', check: true }, { handle: 'hit' }, { src: '^/.*', headers: { 'X-One': '1', 'X-Two': 'two' }, continue: true }] },
    files: ['blog/post.html'],
    requests: { '/post': file('blog/post.html', ['x-one: 1', 'x-two: one']) },
  },
  {
    of: 'test-clean-urls-with-output-directory',
    config: { cleanUrls: true, trailingSlash: false },
    files: PAGES.map((page) => `public/${page}`),
    requests: {
      '/': file('index.html'), '/about': file('about.html'), '/sub': file('sub/index.html'), '/sub/another': file('sub/another.html'), '/style.css': file('style.css'),
      '/index.html': ['redirect 308 /'], '/about.html': ['redirect 308 /about'], '/sub/index.html': ['redirect 308 /sub'], '/sub/another.html': ['redirect 308 /sub/another'],
    },
  },
  {
    of: 'test-trailing-slash-custom-404',
    config: { trailingSlash: true },
    files: ['404.html', 'about.html', 'contact/index.html', 'index.html'],
    requests: { '/': file('index.html'), '/about.html': file('about.html'), '/contact/': file('contact/index.html'), '/nothing/': ['status 404'] },
  },
  {
    of: '28-vercel-json-and-ignore',
    config: { rewrites: [{ source: '/api/three', destination: '/api/one' }] },
    files: ['api/one.js', 'api/two.js', 'index.html'],
    texts: { '.vercelignore': 'api/two.js\n' },
    requests: { '/api/one': ['function api/one'], '/api/two': ['status 404'], '/api/three': ['function api/one'] },
  },
  {
    of: 'api-with-public',
    config: {},
    files: ['api/[endpoint].js', 'public/index.html'],
    requests: { '/api/user': ['function api/[endpoint]'], '/': file('index.html') },
  },
  {
    of: 'api-with-static',
    config: {},
    files: ['api/[endpoint].js', 'index.html'],
    requests: { '/api/user': ['function api/[endpoint]'], '/': file('index.html') },
  },
  {
    of: 'index-html-priority',
    config: {},
    files: ['public/index.css', 'public/index.html'],
    requests: { '/': file('index.html'), '/index.css': file('index.css') },
  },
  {
    of: 'go',
    why: 'A segment beside other functions, here of Node.',
    config: {},
    files: ['api/[segment].js', 'api/another.js', 'api/index.js'],
    requests: { '/api/foo': ['function api/[segment]'], '/api/bar': ['function api/[segment]'] },
  },
  {
    of: '42-dynamic-esm-ext',
    config: {},
    files: ['api/cjs/[id].js', 'api/esm/[id].mjs'],
    requests: { '/api/cjs/foo': ['function api/cjs/[id]'], '/api/esm/foo': ['function api/esm/[id]'] },
  },
  {
    of: '43-compress-encoding',
    config: {},
    files: ['api/index.js'],
    requests: { '/api': ['function api/index'] },
  },
  {
    of: '00-list-directory',
    config: {},
    files: ['.well-known/proof.txt', 'directory/hello.md', 'one.txt'],
    requests: { '/.well-known/proof.txt': file('.well-known/proof.txt') },
  },
  {
    of: 'services-v2-frontend-backend',
    why: 'Here in Node, whose services receive the same path.',
    config: {
      services: {
        frontend: { root: 'frontend', framework: 'express' },
        backend: {
          root: 'backend',
          framework: 'express',
          rewrites: [{ source: '/api/strip/:path(.*)', destination: '/:path' }],
          redirects: [{ source: '/api/old', destination: '/api/new', permanent: true }],
          headers: [{ source: '/api/(.*)', headers: [{ key: 'x-one', value: 'backend' }] }],
          routes: [
            { src: '/api/legacy', status: 308, headers: { Location: '/api/new' } },
            {
              src: '/transform/(.*)',
              transforms: [
                { type: 'request.path', op: 'set', args: '/api/$1' },
                { type: 'request.query', op: 'set', target: { key: 'added' }, args: 'yes' },
                { type: 'response.headers', op: 'set', target: { key: 'x-two' }, args: 'service' },
              ],
            },
          ],
        },
      },
      routes: [
        { src: '/gone', status: 410, transforms: [{ type: 'response.headers', op: 'set', target: { key: 'x-one' }, args: 'gone' }] },
        { src: '/old', status: 308, headers: { Location: '/new' }, transforms: [{ type: 'response.headers', op: 'set', target: { key: 'x-one' }, args: 'no' }] },
        { src: '/transform/(.*)', destination: { type: 'service', service: 'backend' }, transforms: [{ type: 'response.headers', op: 'set', target: { key: 'x-one' }, args: 'no' }] },
      ],
      rewrites: [
        { source: '/api/:path*', destination: { service: 'backend' } },
        { source: '/svc/:path*', destination: { service: 'backend', path: '/api/:path*' } },
        { source: '/rw/:path*', destination: { service: 'backend' }, transforms: [{ type: 'request.path', op: 'set', args: '/api/:path*' }] },
        { source: '/:path*', destination: { service: 'frontend' } },
      ],
    },
    files: [],
    texts: { 'frontend/index.js': SERVER, 'backend/index.js': SERVER, 'frontend/package.json': MANIFEST, 'backend/package.json': MANIFEST },
    requests: {
      '/api/echo?a=b': ['service backend', ['x-one: backend'], '/api/echo?a=b'],
      '/svc/echo': ['service backend', ['x-one: backend'], '/svc/echo?'],
      '/api/strip/echo?a=b': ['service backend', ['x-one: backend'], '/echo?a=b'],
      '/api/old': ['redirect 308 /api/new'],
      '/api/legacy': ['redirect 308 /api/new'],
      '/svc/old': ['redirect 308 /api/new'],
      '/transform/echo?a=b': ['service backend', ['x-two: service'], '/api/echo?a=b&added=yes'],
      '/gone': ['status 410', ['x-one: gone']],
      '/old': ['redirect 308 /new'],
      '/rw/echo': ['service backend', [], '/rw/echo?'],
    },
  },
  {
    of: 'services-explicit-config',
    why: 'Its backends, with another frontend.',
    config: {
      experimentalServices: {
        web: { entrypoint: 'web/index.js', framework: 'express', mount: '/' },
        one: { entrypoint: 'one', framework: 'fastapi', mount: '/api/one' },
        two: { entrypoint: 'two', framework: 'flask', mount: '/api/two' },
      },
    },
    files: [],
    texts: { 'web/index.js': SERVER, 'web/package.json': MANIFEST, ...APP('one', 'fastapi'), ...APP('two', 'flask') },
    requests: { '/api/one/': ['service one', [], '/?'], '/api/two/': ['service two', [], '/?'], '/': ['service web', [], '/?'] },
  },
  {
    of: 'query-proxy',
    config: { builds: [{ src: 'index.js', use: '@vercel/node' }], routes: [{ src: '/(.*)', dest: 'http://localhost:$1/something?of=rule' }] },
    files: ['index.js'],
    requests: { '/8080?of-url=a': ['external http://localhost:8080/something?of-url=a&of=rule'] },
  },
  {
    of: 'e2e/01-zero-config-api',
    config: {},
    files: ['api/[endpoint].js', 'api/[endpoint]/[id].js'],
    requests: {
      '/api/my-endpoint': ['function api/[endpoint]'], '/api/other-endpoint': ['function api/[endpoint]'], '/api/team/one': ['function api/[endpoint]/[id]'], '/api/user/myself': ['function api/[endpoint]/[id]'],
      '/api': ['status 404'], '/api/': ['status 404'], '/api/nothing/': ['status 404'],
    },
  },
  {
    of: 'e2e/02-zero-config-api',
    config: {},
    files: ['api/date.js', 'api/date/index.js', 'api/index.js'],
    requests: {
      '/api/nothing': ['status 404'], '/api': ['function api/index'], '/api/': ['function api/index'], '/api/index': ['function api/index'], '/api/index.js': ['function api/index'], '/api/date.js': ['function api/date'],
      '/api/date': ['function api/date'], '/api/date/': ['function api/date'], '/api/date/index': ['function api/date/index'], '/api/date/index.js': ['function api/date/index'],
    },
  },
  {
    of: 'e2e/03-services-frontend-backend',
    why: 'With another frontend.',
    config: { experimentalServices: { frontend: { entrypoint: 'frontend/index.js', framework: 'express', routePrefix: '/' }, backend: { entrypoint: 'backend', routePrefix: '/api/py' } } },
    files: [],
    texts: { 'frontend/index.js': SERVER, 'frontend/package.json': MANIFEST, ...APP('backend', 'fastapi') },
    requests: {
      '/': ['service frontend'], '/api': ['service frontend'], '/nothing': ['service frontend'], '/api/nothing': ['service frontend'], '/backend': ['service frontend'], '/backend/index': ['service frontend'],
      '/api/py': ['service backend', [], '/?'], '/api/py/health': ['service backend', [], '/health?'], '/api/py/nothing': ['service backend', [], '/nothing?'],
    },
  },
  {
    of: 'e2e/06-services-multi-frontend-multi-runtime',
    why: 'Its prefixes, in Node and Python.',
    config: {
      experimentalServices: {
        web: { entrypoint: 'web/index.js', framework: 'express', routePrefix: '/' },
        dashboard: { entrypoint: 'dashboard/index.js', framework: 'express', routePrefix: '/dashboard' },
        py: { entrypoint: 'py', routePrefix: '/api/py' },
        express: { entrypoint: 'express/index.js', routePrefix: '/api/express' },
      },
    },
    files: [],
    texts: { ...Object.fromEntries(['web', 'dashboard', 'express'].flatMap((name) => [[`${name}/index.js`, SERVER], [`${name}/package.json`, MANIFEST]])), ...APP('py', 'flask') },
    requests: {
      '/api/ping': ['service web'], '/dashboard': ['service dashboard'], '/dashboard/api/ping': ['service dashboard'], '/dashboard/nothing': ['service dashboard'], '/dashboard/api/go': ['service dashboard'],
      '/api/py/ping': ['service py', [], '/ping?'], '/api/express': ['service express', [], '/?'], '/api/express/ping': ['service express', [], '/ping?'], '/api/express/nothing': ['service express', [], '/nothing?'],
      '/api/pythonic': ['service web'], '/api/expressive': ['service web'],
    },
  },
  {
    of: 'e2e/20-services-static-frontend-docs',
    config: {
      rewrites: [{ source: '/docs(/.*)?', destination: { service: 'docs' } }, { source: '/(.*)', destination: { service: 'frontend' } }],
      services: { frontend: { root: 'frontend', rewrites: [{ source: '/:path*', destination: '/index.html' }] }, docs: { root: 'docs', rewrites: [{ source: '/docs', destination: '/docs/index.html' }, { source: '/docs/:path*', destination: '/docs/:path*/index.html' }] } },
    },
    files: ['frontend/index.html', 'docs/docs/index.html', 'docs/docs/page/index.html', 'docs/docs/assets/docs.css'],
    requests: {
      '/': ['service frontend'], '/any/path': ['service frontend'], '/docs': ['service docs'], '/docs/index.html': ['service docs'], '/docs/page': ['service docs'], '/docs/page/index.html': ['service docs'], '/docs/assets/docs.css': ['service docs'],
    },
  },
  {
    of: 'python/73-services-fastapi-rewrite',
    config: {
      rewrites: [{ source: '/api/:path(.*)?', destination: { service: 'backend' } }, { source: '/(.*)', destination: { service: 'frontend' } }],
      services: {
        frontend: { root: 'frontend/', rewrites: [{ source: '/(.*)', destination: '/index.html' }] },
        backend: { root: 'backend/', entrypoint: 'pyproject.toml', rewrites: [{ source: '/api/:path(.*)?', destination: '/:path' }] },
      },
    },
    files: ['frontend/index.html'],
    texts: APP('backend', 'fastapi'),
    requests: { '/': ['service frontend'], '/api': ['service backend', [], '/?'], '/api/': ['service backend', [], '/?'], '/api/users/123': ['service backend', [], '/users/123?'] },
  },
  {
    of: 'go/20-square-brackets',
    why: 'Here of Node.',
    config: {},
    files: ['api/[hello].js', 'api/sub/[hi].js'],
    requests: { '/api/[hello].js': ['function api/[hello]'], '/api/whatever': ['function api/[hello]'], '/api/sub/[hi].js': ['function api/sub/[hi]'], '/api/sub/b': ['function api/sub/[hi]'] },
  },
  {
    of: 'python/00-request-path',
    why: 'Its queries, here of Node.',
    config: {},
    files: ['api/one.js'],
    requests: { '/api/one.js?query=hello%20%40world': ['function api/one'], '/api/one.js?hello=%2F': ['function api/one'], '/api/one.js?say%20hello=nice': ['function api/one'] },
  },
  {
    of: 'node/65-api-function-bundling',
    config: {},
    files: ['api/hello.js', 'api/nested/deep.js', 'api/esm.mjs', 'api/typed.ts'],
    requests: { '/api/hello': ['function api/hello'], '/api/nested/deep': ['function api/nested/deep'], '/api/esm': ['function api/esm'], '/api/typed': ['function api/typed'], 'POST /api/hello': ['function api/hello'] },
  },
];
