// Requests, and files of rules that act on them.

const PARTS = ['a', 'b', 'api', 'Api', 'users', 'docs', 'blog', 'x1', 'img.png', 'en', 'de', 'index', 'about', 'about.html', 'index.html', '2024', '.well-known', 'py', 'é', 'a%20b'];
const NAMES = ['id', 'path', 'lang', 'slug', 'rest'];

const path = (random, most = 3) => `/${Array.from({ length: random.int(0, most) }, () => random.pick(PARTS)).join('/')}`;

/** A source of path-to-regexp with the names that it binds. */
function source(random) {
  const [a, b] = random.shuffle(NAMES);
  const text = random.pick(['/a', '/b', '/api', '/docs', '/blog', '/users', '']);
  return random.pick([
    () => [path(random, 2), []],
    () => [`${text}/:${a}`, [a]],
    () => [`${text}/:${a}*`, [a]],
    () => [`${text}/:${a}+`, [a]],
    () => [`${text}/:${a}/:${b}?`, [a, b]],
    () => [`${text}/(.*)`, []],
    () => [`${text}(/.*)?`, []],
    () => [`${text}/((?!api|docs).*)`, []],
    () => [`/:${a}(en|de)/:${b}*`, [a, b]],
    () => [`${text}/:${a}(\\d+)`, [a]],
    () => [`${text}/:${a}.html`, [a]],
    () => [`${text}{/:${a}}?/x1`, [a]],
    () => ['/(.*)', []],
    () => [`/:${a}*`, [a]],
  ])();
}

/** A regular expression of `routes`. */
const expression = (random) =>
  random.pick(['/a/(.*)', '^/api/(?<rest>.*)$', '/(?<lang>en|de)(?:/(.*))?', '/[^/]+\\.(?:png|html)', '/.*', '.*', '/A/(b)?c?', path(random, 2), '/(docs|blog)(/.*)?', '^/(?!api).*', '/(.)(.)(.*)', '/api(?:/.*)?', '/users/(\\w+)']);

function condition(random) {
  const value = random.weighted([
    [3, undefined],
    [2, random.pick(['pro', '^1', '(?<plan>\\w+)', '(?<shop>.*)\\.example\\.com', '12', ''])],
    [3, random.pick([{ eq: 'pro' }, { eq: 12 }, { neq: 'pro' }, { inc: ['pr', 'x'] }, { ninc: ['2', 'z'] }, { pre: 'p' }, { suf: 'o' }, { re: '^(?<num>\\d+)$' }, { gt: 11 }, { gte: 12, lt: 13 }, { lte: 5 }, { pre: 'shop', suf: '.com' }])],
  ]);
  if (random.chance(0.3)) return { type: 'host', value: value === undefined || value === '' ? random.pick(['example.com', '^api\\.', { suf: '.vercel.app' }]) : value };
  const type = random.pick(['header', 'cookie', 'query']);
  return { type, key: random.pick(type === 'header' ? ['x-plan', 'X-Page'] : ['plan', 'page', 'q']), ...(value === undefined ? {} : { value }) };
}

function conditions(random) {
  const made = {};
  if (random.chance(0.25)) made.has = Array.from({ length: random.int(1, 2) }, () => condition(random));
  if (random.chance(0.12)) made.missing = [condition(random)];
  return made;
}

const bare = (conditions) => (conditions.has ?? []).filter((item) => item.key && item.value === undefined).map((item) => item.key).filter((key) => /^\w+$/.test(key));

/** A destination; `external` ones are on other hosts. */
function destination(random, names, services, external = 0.1) {
  const name = names.length > 0 ? `:${random.pick(names)}` : '$1';
  const local = random.pick([() => path(random, 2), () => `/b/${name}`, () => `/docs/${name}?from=${random.pick(PARTS.slice(0, 6))}`, () => '/index.html', () => `${path(random, 1).replace(/\/$/, '')}/${name}`, () => '/api/$1'])();
  if (services && random.chance(0.35)) {
    const service = random.pick(services);
    return { ...(random.chance(0.3) ? { type: 'service' } : {}), service, ...(random.chance(0.3) ? { path: local } : {}) };
  }
  return random.chance(external) ? `https://other.example.com${local}` : local;
}

const header = (random, value) => ({ key: random.pick(['X-One', 'x-two', 'Cache-Control', 'X-One']), value });

const transform = (random) =>
  random.pick([
    { type: 'request.headers', op: 'set', target: { key: 'x-from' }, args: 'router' },
    { type: 'request.headers', op: 'append', target: { key: 'x-from' }, args: ['one', '$1'] },
    { type: 'request.query', op: 'set', target: { key: 'page' }, args: '1' },
    { type: 'request.query', op: 'delete', target: { key: { pre: 'p' } } },
    { type: 'request.query', op: 'append', target: { key: 'q' }, args: 'more' },
    { type: 'response.headers', op: 'set', target: { key: 'x-one' }, args: 'changed' },
    { type: 'response.headers', op: 'delete', target: { key: 'x-two' } },
    { type: 'request.path', op: 'set', args: '/set/path' },
  ]);

function route(random, phase, services) {
  const made = { src: expression(random), ...conditions(random) };
  if (random.chance(0.2)) made.methods = random.sample(['GET', 'POST', 'HEAD'], 2);
  if (random.chance(0.2)) made.caseSensitive = true;
  if (random.chance(0.3)) made.headers = { [header(random).key]: random.pick(['v', '$1', 'a-$1-$lang-$plan', '$2$12']) };
  if (random.chance(0.15)) made.transforms = [transform(random)];
  const dest = () => random.pick(['/b/$1', '/x/$rest', '/$lang/$2', path(random, 2), '/docs?q=$1', '/index.html', ...(phase ? [] : ['https://other.example.com/$1'])]);
  if (phase === 'hit') return { ...made, continue: true };
  if (phase === 'miss') return random.chance(0.6) ? { ...made, dest: dest(), check: true } : { ...made, continue: true };
  const status = () => random.pick([301, 308, 401, 404, 410]);
  return random.weighted([
    [3, () => ({ ...made, dest: dest(), check: true })],
    [2, () => ({ ...made, dest: dest() })],
    [2, () => ({ ...made, continue: true, ...(random.chance(0.4) ? { dest: dest() } : {}), ...(random.chance(0.1) ? { status: status() } : {}) })],
    [1, () => ({ ...made, status: status() })],
    [1, () => ({ ...made, headers: { Location: '/to/$1' }, status: 302 })],
    [0.7, () => ({ ...made, dest: dest(), status: status(), check: random.chance(0.5) })],
    [0.5, () => made],
    [0.3, () => ({ ...made, mitigate: { action: random.pick(['deny', 'challenge']) } })],
    [0.4, () => ({ ...made, locale: { redirect: { en: '/en', de: '/de', 'fr-CH': '/fr' }, cookie: 'lang' }, continue: random.chance(0.5) })],
    [services ? 3 : 0, () => ({ ...made, destination: destination(random, [], services, 0) })].map((each) => each),
  ])();
}

/** The rules of a file or of a service. */
export function rules(random, services) {
  const made = {};
  const some = (probability, most, one) => (random.chance(probability) ? Array.from({ length: random.int(1, most) }, one) : undefined);
  const put = (key, value) => {
    if (value !== undefined) made[key] = value;
  };
  put('cleanUrls', random.chance(0.2) ? random.chance(0.8) : undefined);
  put('trailingSlash', random.chance(0.2) ? random.chance(0.5) : undefined);
  if (random.chance(0.4)) {
    const list = Array.from({ length: random.int(0, 3) }, () => route(random, null, services));
    for (const handle of random.shuffle(random.sample(['filesystem', 'miss', 'hit', 'rewrite', 'resource', 'error'], random.int(0, 3)))) {
      list.push({ handle }, ...Array.from({ length: random.int(0, 2) }, () => route(random, handle, handle === 'error' ? null : services)));
    }
    if (list.length > 0) made.routes = list;
  }
  put('redirects', some(0.4, 3, () => {
    const [from, names] = source(random);
    const with_ = conditions(random);
    const to = destination(random, [...names, ...bare(with_)], null);
    return { source: from, destination: to, ...with_, ...random.pick([{}, { permanent: true }, { permanent: false }, { statusCode: 301 }]) };
  }));
  put('headers', some(0.4, 2, () => {
    const [from, names] = source(random);
    const value = random.pick(['v', '$1', ...names.map((name) => `x-:${name}`)]);
    return { source: from, headers: [header(random, value), header(random, 'second')], ...conditions(random) };
  }));
  put('rewrites', some(services ? 0.9 : 0.6, 5, () => {
    const [from, names] = source(random);
    const with_ = conditions(random);
    const made = { source: from, destination: destination(random, [...names, ...bare(with_)], services), ...with_ };
    if (random.chance(0.1)) made.transforms = [{ type: 'request.path', op: 'set', args: names.length > 0 ? `/set/:${names[0]}` : '/set' }];
    if (typeof made.destination === 'string' && random.chance(0.05)) made.statusCode = 404;
    return made;
  }));
  return made;
}

const PAGES = ['index.html', 'about.html', 'docs/index.html', 'a/img.png', 'b/index.html', '404.html', 'Api/users', 'x1'];

/** A project: its files and configuration. */
function project(random) {
  const kind = random.pick(['plain', 'plain', 'v1', 'v1', 'v2', 'v2']);
  const files = {};
  if (kind === 'plain') {
    const folder = random.chance(0.6) ? 'public/' : '';
    for (const page of random.sample(PAGES, random.int(0, 5))) files[folder + page] = 'x';
    if (random.chance(0.4)) files['api/users.js'] = 'x';
    if (random.chance(0.2)) files['package.json'] = '{ "scripts": { "build": "x" } }';
    return { files, config: rules(random, null) };
  }
  files['web/package.json'] = '{ "dependencies": { "next": "16" } }';
  files['py/main.py'] = 'app = 1\n';
  files['py/requirements.txt'] = 'fastapi\n';
  files['site/index.html'] = 'x';
  files['node/package.json'] = '{ "dependencies": { "express": "5" } }';
  files['node/src/index.ts'] = "import express from 'express'\n";
  files['spa/package.json'] = '{ "dependencies": { "vite": "7" } }';
  const wanted = random.sample(['web', 'api', 'node', 'spa', 'site', 'job'], random.int(1, 5));
  const services = {};
  if (kind === 'v1') {
    const prefixes = random.shuffle(['/', '/api', '/api/py', '/docs', '/a', '/b/']);
    const shapes = {
      web: { entrypoint: 'web', framework: 'nextjs' },
      api: { entrypoint: 'py/main.py' },
      node: { entrypoint: 'node/src/index.ts', framework: 'express' },
      spa: { entrypoint: 'spa', framework: 'vite' },
      site: { entrypoint: 'py/main.py', framework: 'fastapi' },
      job: { type: 'cron', entrypoint: 'py/main.py', schedule: '0 0 * * *' },
    };
    for (const name of wanted) {
      services[name] = { ...shapes[name] };
      if (name === 'job') continue;
      if (random.chance(0.9)) services[name].routePrefix = prefixes.pop();
      if (random.chance(0.25) || !services[name].routePrefix) services[name].subdomain = random.pick(['api', 'shop', name]);
    }
    return { files, config: { experimentalServices: services, ...rules(random, null) } };
  }
  const shapes = {
    web: { root: 'web' },
    api: { root: 'py', entrypoint: 'main.py' },
    node: { root: 'node', entrypoint: 'src/index.ts' },
    spa: { root: 'spa' },
    site: { root: 'site' },
    job: { root: 'py', framework: 'fastapi' },
  };
  const names = [...wanted, ...(random.chance(0.1) ? ['nobody'] : [])];
  for (const name of wanted) services[name] = { ...shapes[name], ...(random.chance(0.5) ? rules(random, random.chance(0.2) ? names : null) : {}) };
  return { files, config: { [random.chance(0.9) ? 'services' : 'experimentalServicesV2']: services, ...rules(random, names) } };
}

/** A request that may well be one that the file speaks of. */
export function request(random, text) {
  const written = [...text.matchAll(/"(?:source|src)":"([^"]*)"/g)].map(([, source]) => JSON.parse(`"${source}"`));
  let at = path(random);
  if (written.length > 0 && random.chance(0.6)) {
    at = random
      .pick(written)
      .replace(/^\^|\$$/g, '')
      .replace(/\{|\}\??/g, '')
      .replace(/:\w+(\([^()]*\))?[*+?]?/g, () => random.pick(PARTS))
      .replace(/\((?:\?<\w+>|\?:)?([^()?]*)\)\??/g, (_, inner) => (inner.includes('.*') || /[\\.]/.test(inner) ? random.pick(['users', 'a/b', '12']) : inner.split('|')[0]))
      .replace(/\.\*/g, 'x1');
    if (!/^\/[\w/.%é-]*$/.test(at)) at = path(random);
  }
  if (random.chance(0.1)) at = at === '/' ? '/' : `${at}/`;
  if (random.chance(0.03)) at = '/_svc/api/index';
  if (random.chance(0.03)) at = '/_svc/job/crons/main/cron';
  const query = random.chance(0.4) ? `?${random.pick(['page=12', 'page=3&plan=pro', 'q=', 'plan=12&page=x', 'q=1&q=2&z=%C3%A9+x'])}` : '';
  const made = { url: at + query };
  if (random.chance(0.15)) made.method = random.pick(['POST', 'HEAD', 'DELETE']);
  if (random.chance(0.5)) made.host = random.pick(['example.com', 'shop.example.com', 'api.example.com', 'api.my.vercel.app', 'py.example.com']);
  if (random.chance(0.4)) made.headers = { 'x-plan': random.pick(['pro', '12', 'free']), ...(random.chance(0.5) ? { 'x-page': random.pick(['12', '11.5', '-']) } : {}) };
  if (random.chance(0.3)) made.headers = { ...made.headers, 'accept-language': random.pick(['de', 'fr-CH, en;q=0.8', 'en-GB;q=0.5,de;q=0.9', 'es']) };
  if (random.chance(0.3)) made.cookies = { plan: random.pick(['pro', 'p', '12']), ...(random.chance(0.4) ? { lang: random.pick(['de', 'EN', 'xx']) } : {}) };
  return made;
}

/** A case: a project and four requests to it. */
export function routeCase(random) {
  const { files, config } = project(random);
  const text = JSON.stringify(config);
  return { kind: 'route', files: { 'vercel.json': text, ...files }, requests: Array.from({ length: 4 }, () => request(random, text)) };
}
