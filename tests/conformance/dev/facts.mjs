// What Vercel's own integration tests of `vercel dev` expect of a request (github.com/vercel/vercel, `packages/cli/test/dev`), restated as a table. Most of
// them also run against a real deployment there. Expectations of projects that need a framework or a middleware are left out.
//
// An answer is written as `compare.mjs` writes it: `file NAME`, `function NAME`, `redirect STATUS LOCATION`, `external URL`, `status STATUS`, with
// the headers that rules set.

const PAGES = ['about.html', 'index.html', 'style.css', 'sub/another.html', 'sub/index.html'];
const IN_BLOG = ['about.html', 'index.html', 'src/blog/post.html'];
const file = (name, headers) => [`file ${name}`, headers];

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
];
