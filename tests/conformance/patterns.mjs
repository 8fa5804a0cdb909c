// Random values of the routing keys: sources in path-to-regexp syntax, regular expressions, destinations.

const SOURCES = [
  '/', '/old', '/api/:path*', '/:path*', '/(.*)', '/((?!api).*)', '/((?!api/|_next/).*)', '/blog/:slug', '/blog/:slug(\\d{1,})', '/docs/:lang(en|de)/:rest*', '/:a/:b', '/a{/:b}?', '/x{-:y}?.html',
  '/files/(.*\\.(?:js|css))', '/:path((?!api).*)', '/api(/.*)?', '/post-:id', '/:file.:ext', '/@:user', '/a+b', '/a.b', '/sitemap.xml', '/:p1/:p2?/:p3+', '/(a|b)/:c', '/feed.{:format}?', '/:a-:b', '/\\(literal\\)', '/%20', '/ü', '/:slug/', '/(.*)/', '/.well-known/:path*', '/:path*.md',
];
const BAD_SOURCES = [
  '/(.*\\.(js|css))', '^/api(?:/.*)?$', '/(?!api)(.*)', '/api/*', '/api/.*', '*', '/**', '/x?y=1', '/:path**', '/(a(b)c)', '/(unclosed', '/unopened)', '/[a-', '/:', '/:-x', '/{a', '/a}', '/(?<n>x)', '/(?:x)', '/()', '/:a(', '/:a()', '/a**', '+', '?', '/a\\', '/(\\', '/:a(b(c))', '/:1a', '/x/(?=y)', '/{a}{b}{', '/((', '/))', '/(*)', '/(+)', '/(?)', '/:a(*)', '/[z-a]', '/a{2}', '/a{2,1}', '/:a{2}',
];
const ODD_SOURCES = ['api/:path', '/[id]', '/[...slug]', '/:a/:a', 'https://host/:p', '', ' ', '/a b', '/:ä', '/:a:b', '/:a_b', '//', '/:a\\?', '/a\\:b', '/#x', '/:0', '/(\\w+)/(\\d+)', '/:path(\\d+)?', '/:é/x', '/(.)', '/.{1,3}', '/:path{1}', '/:a?:b?', '(a)(b)', '/\\', '/a(?:b)?', '/:path(.*)*', '/(?i)x', '/:x(?i)'];
const TOKENS = ['/', '/', 'a', 'api', ':x', ':y', ':name', '(', ')', '(.*)', '(\\d+)', '?', '*', '+', '{', '}', '\\', '.', '-', '[', ']', '|', '^', '$', ':', '(?:', '(?!', '(?=', '_', '1', '{/:z}', '?', ' '];

/** A `source`; `bad` is how often it comes from the known mistakes or from tokens at random. */
export function sourcePattern(random, bad = 0.25) {
  return random.weighted([
    [(1 - bad) * 0.85, () => random.pick(SOURCES)],
    [(1 - bad) * 0.15, () => random.pick(ODD_SOURCES)],
    [bad * 0.6, () => random.pick(BAD_SOURCES)],
    [bad * 0.4, () => Array.from({ length: random.int(1, 7) }, () => random.pick(TOKENS)).join('')],
  ])();
}

const REGEXES = ['/', '/api/(.*)', '^/(.*)$', '/(?<name>[^/]+)', '/[a-z]+\\.html', '/(?!api)(.*)', '^\\/x$', '/a|/b', '.*', '/(.*\\.(js|css))', '/\\d{2,3}', '/(?=x)x', '/(?<=a)b', '/\\u{61}', '/[^]', '/\\p{L}', '/a{,3}', '/]', '/}', '/{', '/\\c', '/(?<a>.)\\k<a>', '/\\k<b>', '/x$y', '/a(?:b)?', '/\\_', '/[\\w-z]', '/(?:)', '/\\1', '/ü'];
const BAD_REGEXES = ['/(', '/)', '/[', '/*', '*', '+', '/(?<n>a)(?<n>b)', '/a**', '/(?P<n>x)', '/[z-a]', '/a{2,1}', '/(?<1>x)', '/\\', '/(?<=a', '/(?x)', '/(?<a>.)\\k<b>', '/a{1}{2}', '?', '/(?i:x', '/++'];

export function regexPattern(random, bad = 0.2) {
  return random.pick(random.chance(bad) ? BAD_REGEXES : REGEXES);
}

const DESTINATIONS = ['/', '/index.html', '/new/:path*', '/:path*', '/$1', '/x?y=$1', '/b?p=:path', 'https://example.org/:path*', 'https://:host/x', '/:slug', '/:a/:b/:c', '/en/:rest*', '/api/index.py', 'https://example.org', '/#top', '/:path*#:frag', '/(.*)', '/*', '/:', '/?a=:b&a=:c', '/:1', '', 'x', '//host/:path', 'https://host:8080/:slug', '/:file.:ext', '/:path(\\d+)', '/x?:y=1', 'mailto::name', '/a:b', '/\\:x', '/%3Ax', '/:path*?q=1', 'https://[::1]/:slug', '/:slug/', '/{a', '/:user@x', 'http://:user:pw@h/', 'http://[::1', 'http://xn--/:path', 'http://[:p]/'];

export function destinationPath(random, source) {
  const names = [...String(source).matchAll(/:(\w+)/g)].map(([, name]) => name);
  if (names.length > 0 && random.chance(0.55)) return random.pick(['/to/', '/', 'https://example.org/', '/x?v=']) + names.map((name) => `:${name}`).join(random.pick(['/', '-']));
  return random.pick(DESTINATIONS);
}

export function condition(random) {
  const value = () =>
    random.weighted([
      [5, () => random.pick(['x', '(?<team>.*)', '.*', 'a|b', '(', '(?<id>\\d+)', ''])],
      [2, () => ({ [random.pick(['eq', 'neq', 'pre', 'suf', 're'])]: random.pick(['x', '.example.org', '(?<sub>.+)']) })],
      [1, () => ({ inc: ['a', 'b'] })],
      [1, () => ({ gte: 1, lt: 5.5 })],
    ])();
  return random.weighted([
    [3, () => ({ type: 'host', value: value() })],
    [6, () => ({ type: random.pick(['header', 'cookie', 'query']), key: random.pick(['x-team', 'X-Auth', 'id', 'page', 'id', 'page', 'ids[]', 'a.b', random.pick(['a(', 'a[', '*', '\\\\', 'x', 'y'])]), ...(random.chance(0.6) ? { value: value() } : {}) })],
  ])();
}

export const conditions = (random) => Array.from({ length: random.int(0, 2) }, () => condition(random));

export function serviceDestination(random, names) {
  const service = random.chance(0.85) && names.length > 0 ? random.pick(names) : random.pick(['nope', 'Web', 'api2', 'a']);
  return { ...(random.chance(0.4) ? { type: 'service' } : {}), service, ...(random.chance(0.2) ? { path: random.pick(['/x', '/:path*', '/:nope', '/$1']) } : {}) };
}

/** A rewrite that is structurally right; its patterns may not be. */
export function rewrite(random, names = [], bad = 0.1) {
  const source = sourcePattern(random, bad);
  const made = { source, destination: names.length > 0 && random.chance(0.5) ? serviceDestination(random, names) : destinationPath(random, source) };
  if (random.chance(0.15)) made.has = conditions(random);
  if (random.chance(0.1)) made.missing = conditions(random);
  if (random.chance(0.07)) made.transforms = [{ type: 'request.path', op: 'set', args: random.pick(['/:path*', '/x/:slug', '/$1', '/$x', '/:nope', '/a', '/:a', '/(.*)', '/:team']), ...(random.chance(0.3) ? { env: ['x'] } : {}) }];
  if (random.chance(0.05)) made.respectOriginCacheControl = random.chance(0.5);
  return made;
}

export function redirect(random, bad = 0.1) {
  const source = sourcePattern(random, bad);
  const made = { source, destination: destinationPath(random, source) };
  if (random.chance(0.3)) made.permanent = random.chance(0.5);
  if (random.chance(0.15)) made.statusCode = random.pick([301, 302, 307, 308, 404, 100, 999]);
  if (random.chance(0.15)) made.has = conditions(random);
  return made;
}

export function header(random, bad = 0.1) {
  const made = { source: sourcePattern(random, bad), headers: [{ key: random.pick(['Cache-Control', 'X-Frame-Options', 'x-:path']), value: random.pick(['no-store', 'max-age=1', ':path', '$1']) }] };
  if (random.chance(0.15)) made.has = conditions(random);
  return made;
}

export function route(random, names = [], bad = 0.15) {
  if (random.chance(0.15)) return { handle: random.pick(['filesystem', 'hit', 'miss', 'error', 'rewrite', 'resource']) };
  const made = { [random.pick(['src', 'src', 'source'])]: regexPattern(random, bad) };
  const more = {
    dest: () => '/x/$1',
    destination: () => (names.length > 0 ? serviceDestination(random, names) : '/y'),
    status: () => random.pick([200, 301, 404]),
    statusCode: () => 302,
    headers: () => ({ Location: '/' }),
    continue: () => true,
    check: () => true,
    methods: () => ['GET'],
    caseSensitive: () => true,
    has: () => conditions(random),
    source: () => '/z',
    src: () => '/w',
  };
  for (const key of random.sample(Object.keys(more).slice(0, random.chance(0.15) ? 12 : 10), random.int(0, 3))) made[key] = more[key]();
  return made;
}

const some = (random, make, low = 1, high = 3) => Array.from({ length: random.int(low, high) }, make);

/** Some routing keys, of the top level or of a v2 service. */
export function routingBlock(random, names = [], bad = 0.08) {
  const all = {
    rewrites: () => some(random, () => rewrite(random, names, bad)),
    redirects: () => some(random, () => redirect(random, bad)),
    headers: () => some(random, () => header(random, bad)),
    routes: () => some(random, () => route(random, names, bad)),
    cleanUrls: () => random.chance(0.5),
    trailingSlash: () => random.chance(0.5),
  };
  return Object.fromEntries(random.sample(Object.keys(all), random.int(0, 2)).map((key) => [key, all[key]()]));
}

const PIECES = ['a', 'b', '.', '\\d', '\\w', '\\b', '[a-c]', '[^/]', '[]', '[^]', '(', ')', '(?:', '(?=', '(?!', '(?<=', '(?<!', '(?<n>', '|', '*', '+', '?', '*?', '{2}', '{1,}', '{,2}', '{2,1}', '^', '$', '\\1', '\\k<n>', '\\', '/', '-', '[b-a]', '[\\w-x]', '\\x41', '\\u0041', '\\u{41}', '\\cA', '\\0', '\\8', '\\p{L}', ']', '}', '{', 'é', '\\/', '(?<', '(?i:'];
const TEXTS = ['', '/', 'a', 'ab', 'aab', '/a', '/a/b', 'abc', 'cab', '12', 'a-b', 'A', 'é', '/api/x.js', 'aa/bb', 'b'];

/** A regular expression made of pieces, right or wrong, and texts to match with it. */
export function regexCase(random) {
  const regex = random.chance(0.25) ? regexPattern(random, 0.3) : Array.from({ length: random.int(1, 7) }, () => random.pick(PIECES)).join('');
  return { kind: 'regex', regex, texts: random.sample(TEXTS, 3) };
}
