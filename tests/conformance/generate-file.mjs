// Random whole files without services: realistic values of every key, and values made from the CLI's own schema,
// which reach each bound from both sides, each missing key, each foreign key and each wrong type.
import { destinationPath, header, redirect, regexPattern, rewrite, route, sourcePattern } from './patterns.mjs';
import { schema as cliSchema } from './vercel.mjs';

const WRONG = [null, true, 5, 1.5, -1, 'text', '', [], {}, ['x'], { x: 1 }];

/** Strings that fit, for schema nodes that say only `string`, by the name of the key. */
const HINTS = {
  source: (r) => sourcePattern(r, 0.1),
  src: (r) => regexPattern(r, 0.1),
  destination: (r) => destinationPath(r, '/:path'),
  dest: () => '/x/$1',
  args: (r) => r.pick(['/:path*', '/x', '/a b', '//x', 'x', '/a?b', '/a#b', 'value', 'a\u00e9', '']),
  key: (r) => r.pick(['x-a', 'X_B', 'a b', 'é', '']),
  env: (r) => r.pick(['A', '_B1', '1A', 'a-b']),
  path: (r) => r.pick(['/api/cron', '/', 'api', '/x?y']),
  schedule: (r) => r.pick(['0 5 * * *', '*/15 * * * *', '0 0 1 1 *', '* * * *', '* * * * * *', '0 5 * * MON', '@daily', '@midnight', '61 5 * * *', '0 5 1 * 1']),
  timezone: (r) => r.pick(['UTC', 'Europe/Berlin', 'america/new_york', 'Mars/Phobos', '+01:00', 'Etc/GMT+1', 'GMT+1', 'EST', 'Europe/Berlin ', 'Asia/Kolkata', 'Asia/Calcutta', 'GMT', 'utc', 'PST', 'PST8PDT', 'US/Pacific', '-', 'A']),
  name: (r) => r.pick(['nightly', 'a.b-c_d', '-a', 'a b', '1']),
  topic: (r) => r.pick(['jobs', 'a_b-1', 'a.b']),
  service: (r) => r.pick(['web', 'a_b', 'Web', 'a1', 'a-', '1a']),
  entrypoint: (r) => r.pick(['Dockerfile', 'proxy.ts', 'api/main.py', './proxy.js', '../x.js', '/abs.ts', 'a\\b.js', 'x.d.ts', 'x.mjs', 'mod:attr', 'a?b.js', 'a#b.js', 'proxy.tsx', 'deep/my.dockerfile', 'DOCKERFILE', 'Containerfile', '.js', 'a/./b.js', 'a\u0001.js']),
  matcher: (r) => r.pick(['/x', '/:path*', 'x', '/((?!api).*)', '']),
  runtime: (r) => r.pick(['@vercel/python@4.0.0', 'nodejs20.x', '@now/php@1.0.0']),
  root: (r) => r.pick(['.', 'web', '../x']),
};

/** Keys of objects whose names are free. */
const KEY_NAMES = {
  functions: (r) => r.pick(['api/*.js', 'api/**/*.ts', '**', '/api/x.js', 'x'.repeat(256), 'x'.repeat(257), 'pages/api/*.js', '', 'a\nb']),
  headers: (r) => r.pick(['x-a', 'Location', 'x'.repeat(256), 'x'.repeat(257), '']),
  daemons: (r) => r.pick(['bot', 'a_b', 'a-b', 'a--b', 'a__b', 'a___b', 'Bot', 'a1', 'a-', 'x'.repeat(64), 'x'.repeat(65), 'web']),
  instances: (r) => r.pick(['iad1', 'sfo1', '']),
  replicas: (r) => r.pick(['iad1', 'sfo1']),
};

/** A value for a schema node. `fault()` answers whether to do something wrong here. */
function instance(random, node, name, fault, depth = 0) {
  if (fault()) return structuredClone(random.pick(WRONG));
  if (node.const !== undefined) return node.const;
  if (node.enum) return random.pick(node.enum);
  const branches = node.oneOf ?? node.anyOf;
  if (branches && !node.properties) return instance(random, random.pick(branches), name, fault, depth);
  const type = Array.isArray(node.type) ? random.pick(node.type) : (node.type ?? (node.properties ? 'object' : node.minimum !== undefined ? 'number' : 'string'));
  switch (type) {
    case 'boolean':
      return random.chance(0.5);
    case 'integer':
    case 'number':
      return numeric(random, node, type, fault);
    case 'array':
      return list(random, node, name, fault, depth);
    case 'object':
      return object(random, node, name, fault, depth);
    default:
      return text(random, node, name, fault);
  }
}

function numeric(random, node, type, fault) {
  const low = node.minimum ?? (node.exclusiveMinimum !== undefined ? node.exclusiveMinimum + 1 : 0);
  const high = node.maximum ?? low + 1000;
  if (fault()) return random.pick([low - 1, high + 1, low - 0.5, type === 'integer' ? low + 0.5 : -1e9, low + 1e-7, 1e21]);
  return random.pick([low, high, random.int(low, Math.min(high, low + 1e6)), low + (type === 'number' ? 0.25 : 0)]);
}

/** The longest string or list that a bound is tried at: the larger bounds would make cases of megabytes. */
const LONGEST = 520;

function text(random, node, name, fault) {
  const low = node.minLength ?? 0;
  const high = node.maxLength;
  if (fault()) {
    const ways = [''];
    if (low > 0) ways.push('x'.repeat(low - 1));
    if (high !== undefined && high <= LONGEST) ways.push('x'.repeat(high + 1), '\u{1F600}'.repeat(high), '/'.padEnd(high + 1, 'y'));
    if (node.pattern) ways.push('a b', '-', '/\n', '1x');
    return random.pick(ways);
  }
  if (random.chance(0.06) && high !== undefined && high <= LONGEST) return (node.pattern?.startsWith('^/') ? '/' : '').padEnd(high, 'x');
  if (Object.hasOwn(HINTS, name)) return HINTS[name](random);
  return node.pattern?.startsWith('^/') ? '/x' : 'x'.repeat(Math.max(low, 1));
}

function list(random, node, name, fault, depth) {
  const low = node.minItems ?? 0;
  const high = node.maxItems ?? low + 3;
  let length = Math.min(high, low + random.int(0, depth > 3 ? 1 : 2));
  if (fault()) length = random.pick([Math.max(0, low - 1), high <= 100 && depth < 3 ? high + 1 : 0]);
  else if (random.chance(0.03) && high <= 100) length = high;
  const many = length > 5;
  const items = Array.isArray(node.items) ? node.items[0] : (node.items ?? {});
  return Array.from({ length }, () => instance(random, items, name, many ? () => false : fault, depth + 1));
}

function object(random, node, name, fault, depth) {
  const made = {};
  const required = new Set(node.required ?? []);
  // A branch of `required` sets, as in "exactly one of": take one of them.
  for (const branch of [random.pick(node.oneOf ?? node.anyOf ?? [{}])]) for (const key of branch.required ?? []) required.add(key);
  const properties = Object.entries(node.properties ?? {});
  const optional = properties.filter(([key]) => !required.has(key)).map(([key]) => key);
  const wanted = new Set([...required, ...random.sample(optional, random.int(0, depth > 2 ? 1 : 2))]);
  if (random.chance(0.03)) optional.forEach((key) => wanted.add(key));
  if (fault() && required.size > 0) wanted.delete(random.pick([...required]));
  for (const [key, child] of properties) if (wanted.has(key)) made[key] = instance(random, child, key, fault, depth + 1);

  const free = node.patternProperties ? Object.values(node.patternProperties)[0] : typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined;
  if (free) {
    const low = fault() ? 0 : Math.max(node.minProperties ?? 0, random.int(0, 2));
    for (let number = 0; number < low; number++) {
      const key = Object.hasOwn(KEY_NAMES, name) ? KEY_NAMES[name](random) : random.pick(['a', 'web', 'b-c']);
      made[key] = instance(random, free, key, fault, depth + 1);
    }
  }
  if (fault()) made[random.pick(['_comment', 'src', 'dest', 'status', 'header', 'method', 'comment', 'x', 'type', 'name'])] = random.pick(WRONG);
  return random.chance(0.3) ? Object.fromEntries(random.shuffle(Object.entries(made))) : made;
}

const some = (random, make) => Array.from({ length: random.int(1, 3) }, make);

/** Values as people write them; about half of the sources of trouble are in patterns. */
const REALISTIC = {
  rewrites: (r) => some(r, () => rewrite(r, r.chance(0.2) ? ['web', 'api'] : [], 0.12)),
  redirects: (r) => some(r, () => redirect(r, 0.12)),
  headers: (r) => some(r, () => (r.chance(0.05) ? { source: '/', headers: { 'X-A': 'b' } } : header(r, 0.12))),
  routes: (r) => Array.from({ length: r.int(1, 5) }, () => route(r, r.chance(0.1) ? ['web'] : [], 0.2)),
  cleanUrls: (r) => r.pick([true, false, true, null, 'true']),
  trailingSlash: (r) => r.pick([true, false, false, null, 1]),
  functions: (r) => ({ [KEY_NAMES.functions(r) || 'x']: r.pick([{ memory: 1024 }, { maxDuration: 60 }, { runtime: 'nodejs20.x' }, { runtime: '@vercel/php@1.0.0' }, {}, { includeFiles: ['a'] }, { memory: '1024' }, { maxDuration: 'max' }, { affinity: { mode: 'strict' }, regions: r.pick([['all'], ['iad1'], ['iad1', 'sfo1'], ['iad1', 'iad1']]) }]) }),
  crons: (r) => some(r, () => ({ path: HINTS.path(r), schedule: HINTS.schedule(r) })),
  schedules: (r) => some(r, () => ({ schedule: HINTS.schedule(r), ...(r.chance(0.5) ? { timezone: HINTS.timezone(r) } : {}), ...r.pick([{ path: '/x' }, { function: 'api/x' }, { topic: 'a' }, { entrypoint: 'jobs/a.py' }, {}, { path: '/x', topic: 'y' }, { function: 'f', service: 'web' }, { topic: 'x', service: 'web' }, { path: '/x', requestMethod: 'GET' }, { topic: 'x', requestMethod: 'GET' }]) })),
  daemons: (r) => ({ [r.chance(0.7) ? 'bot' : KEY_NAMES.daemons(r)]: { root: '.', entrypoint: r.chance(0.8) ? 'Dockerfile' : HINTS.entrypoint(r), ...r.pick([{ instances: { iad1: 1 } }, { replicas: { iad1: 2 } }, {}]) } }),
  proxy: (r) => ({ entrypoint: r.chance(0.75) ? 'proxy.ts' : HINTS.entrypoint(r), ...(r.chance(0.4) ? { matcher: r.pick(['/x', ['/:path*', '/y'], HINTS.matcher(r), [HINTS.matcher(r), '/y']]) } : {}) }),
  images: (r) => ({ sizes: [64, 128.5], ...(r.chance(0.5) ? { formats: ['image/webp'] } : {}), ...(r.chance(0.3) ? { remotePatterns: [{ hostname: '**.example.org', ...(r.chance(0.5) ? { protocol: r.pick(['https', 'https:']) } : {}) }] } : {}) }),
  builds: (r) => some(r, () => ({ use: r.pick(['@vercel/node', '@vercel/static', 'x']), src: 'api/*.js', ...(r.chance(0.2) ? { config: {} } : {}), ...(r.chance(0.05) ? { env: {} } : {}) })),
  bunVersion: (r) => r.pick(['1.x', 1, null]),
  experimentalServiceGroups: (r) => ({ all: ['web'] }),
};

/** Keys that the CLI's schema does not look at. */
const UNCHECKED = {
  $schema: 'https://openapi.vercel.sh/vercel.json', version: 2, name: 'x', public: true, framework: 'nextjs', buildCommand: null, outputDirectory: 'dist', regions: ['iad1'], env: { A: 'b' }, build: { env: { A: 'b' } }, github: { silent: true },
  git: { deploymentEnabled: false }, installCommand: 'npm ci', devCommand: 'x', ignoreCommand: 'exit 0', alias: ['a.example'], fluid: true, scope: 'x', wildcard: [], relatedProjects: ['prj_x'], _comment: 'x', passiveRegions: [], bulkRedirectsPath: null, nodeVersion: '20.x', functionFailoverRegions: ['sfo1'],
};

const CHECKED = Object.keys(REALISTIC);

/** The schema of a key; an older CLI may not look at it. */
const schemaOf = (key) => cliSchema.properties[key] ?? {};

/** A configuration without services. */
export function wholeFile(random) {
  const config = {};
  const faulty = random.chance(0.4);
  const rate = faulty ? random.pick([0.01, 0.02, 0.04]) : 0;
  const fault = () => rate > 0 && random.float() < rate;
  for (const key of random.sample(CHECKED, random.weighted([[5, 1], [5, 2], [2, 3], [1, 5]]))) {
    if (key === 'experimentalServiceGroups' && random.chance(0.8)) continue;
    if (key === 'builds' && random.chance(0.6)) continue;
    // These two are mostly rejected when made from the schema: its strings don't say what is accepted.
    const rare = key === 'daemons' || key === 'proxy';
    config[key] = random.chance(rare ? 0.8 : 0.5) ? REALISTIC[key](random) : instance(random, schemaOf(key), key, fault);
  }
  for (const key of random.sample(Object.keys(UNCHECKED), random.int(0, 3))) config[key] = random.chance(0.85) ? UNCHECKED[key] : random.pick(WRONG);
  if (random.chance(0.05)) config[random.pick(CHECKED)] = structuredClone(random.pick(WRONG));
  return Object.fromEntries(random.shuffle(Object.entries(config)));
}

/** A section made from the schema alone, for the fields that the hand-made services leave out. */
export function servicesFromSchema(random) {
  const key = random.pick(['experimentalServices', 'services', 'experimentalServicesV2']);
  const rate = random.pick([0, 0.01, 0.03]);
  return { [key]: instance(random, schemaOf(key), key, () => rate > 0 && random.float() < rate) };
}
