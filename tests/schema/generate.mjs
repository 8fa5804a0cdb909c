// Makes configurations from the CLI's own schema: one that it accepts, often broken in one place, by one keyword.
import { Random } from '../conformance/random.mjs';
import { schema as root } from '../conformance/vercel.mjs';

/** A number that JSON writes in another way than JavaScript prints it. */
class Raw {
  constructor(text) {
    this.text = text;
  }
}

// Strings for the patterns of the schema; for others, strings of the allowed length.
const SAMPLES = {
  '^/.*': ['/', '/api/cron', '/ä\n'],
  '^/': ['/', '/api'],
  '^[a-zA-Z]([a-zA-Z0-9_-]*[a-zA-Z0-9])?$': ['a', 'Api2', 'my-api_1'],
  '^[a-z]([a-z_-]*[a-z])?$': ['a', 'api', 'my-api_x'],
  '^[a-z]+(?:(?:_|__|-+)[a-z]+)*$': ['a', 'in-dex', 'a__b', 'a---b'],
  '^[0-9A-Za-z][0-9A-Za-z._-]*$': ['0', 'daily.report-1'],
  '^[A-Za-z0-9_-]+$': ['orders', 'A_1-b'],
  '^[a-zA-Z0-9_-]+$': ['x-version', '_'],
  '^[A-Za-z_][A-Za-z0-9_]*$': ['_', 'API_URL'],
  '^/(?!/)(?!.*[?#\\s\\x00-\\x1F\\x7F]).*$': ['/', '/:path*', '/a//b', '/ä😀'],
  '^[a-zA-Z0-9_ :;.,"\'?!(){}\\[\\]@<>=+*#$&`|~\\^%/-]+$': ['no-store', 'a b;c="d"'],
  '^.{1,256}$': ['a', 'api/*.ts', 'ä😀'],
};
const MISFITS = ['', ' ', '/', '//', '-', '1', 'A', 'a-', '_a', 'é', '😀', 'a b', 'a\nb', '\u2028', '/a?b', '/a b', '\ufeff', 'a'.repeat(65)];
const KEYS = ['_comment', 'src', 'Source', 'x', '', '__proto__', 'constructor', 'toString', 'hasOwnProperty', '0', 'type', 'root', 'key\n',
  'a'.repeat(256), 'a'.repeat(257), '😀'.repeat(128), '😀'.repeat(129), 'é'.repeat(257)];
const OTHERS = [null, true, false, 0, -1, 1, 1.5, new Raw('1.0'), new Raw('1e400'), new Raw('-0'), '', 'x', '12', 'true', [], {}, [null], [''], { a: 1 }, [[]], [{}]];

/** The lengths of long texts: each limit of the schema, and one more. */
const LONG = [...new Set(JSON.stringify(root).match(/"maxLength":\d+/g).map((limit) => Number(limit.split(':')[1])).filter((limit) => limit > 512))].flatMap((limit) => [limit, limit + 1]);

export function generate(seed) {
  const random = new Random(seed);
  const keys = Object.keys(root.properties);
  const config = {};
  for (const key of random.sample(keys, random.weighted([[8, 1], [2, 2], [1, 3]]))) {
    config[key] = valid(root.properties[key], random, 0);
  }
  let value = config;
  if (random.chance(0.65)) value = broken(config, random);
  if (random.chance(0.1)) value = broken(value, random);
  // The CLI reads a file that holds `null` as no file; its validator would throw.
  return write(value ?? {}, random);
}

function valid(schema, random, depth) {
  schema = flat(schema, random);
  if ('const' in schema) return schema.const;
  if (schema.enum) return random.pick(schema.enum);
  const type = Array.isArray(schema.type) ? random.pick(schema.type) : schema.type;
  switch (type ?? (schema.properties ? 'object' : schema.minimum === undefined ? undefined : 'number')) {
    case 'object':
      return object(schema, random, depth);
    case 'array': {
      const least = schema.minItems ?? 0;
      const count = Math.max(least, random.weighted([[1, 0], [4, 1], [2, 2], [1, 3]]));
      return Array.from({ length: Math.min(count, schema.maxItems ?? count) }, () => valid(schema.items ?? {}, random, depth + 1));
    }
    case 'string':
      return text(schema, random);
    case 'integer':
    case 'number': {
      const low = schema.exclusiveMinimum === undefined ? (schema.minimum ?? -3) : schema.exclusiveMinimum + 1;
      const high = schema.maximum ?? low + 1000;
      const number = random.pick([low, high, random.int(low, high)]);
      if (random.chance(0.1)) return new Raw(`${number}.0`);
      return type === 'number' && random.chance(0.2) ? Math.min(high, number + 0.5) : number;
    }
    case 'boolean':
      return random.chance(0.5);
    default:
      return random.pick(OTHERS);
  }
}

// One branch of the alternatives, together with what stands beside them.
function flat(schema, random) {
  for (const keyword of ['anyOf', 'oneOf']) {
    if (!schema[keyword]) continue;
    const { [keyword]: branches, ...rest } = schema;
    const branch = flat(random.pick(branches), random);
    return { ...rest, ...branch, required: [...(rest.required ?? []), ...(branch.required ?? [])] };
  }
  return schema;
}

function object(schema, random, depth) {
  const result = {};
  const required = new Set(schema.required ?? []);
  for (const [key, value] of Object.entries(schema.properties ?? {})) {
    if (required.has(key) || random.chance(depth > 3 ? 0.15 : 0.25)) set(result, key, valid(value, random, depth + 1));
  }
  for (const [key, others] of Object.entries(schema.dependencies ?? {})) {
    if (key in result && !others.every((other) => other in result)) delete result[key];
  }
  const patterns = Object.entries(schema.patternProperties ?? {});
  const additional = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
  const count = random.int(schema.minProperties ?? 0, 2);
  for (let index = 0; index < count; index++) {
    if (patterns.length > 0) {
      const [pattern, value] = random.pick(patterns);
      set(result, random.pick(SAMPLES[pattern] ?? ['a']), valid(value, random, depth + 1));
    } else if (additional) {
      set(result, random.pick(SAMPLES[schema.propertyNames?.pattern] ?? ['a', 'iad1']), valid(additional, random, depth + 1));
    } else if (Object.keys(result).length === 0 && (schema.minProperties ?? 0) > 0) {
      const [key, value] = random.pick(Object.entries(schema.properties));
      set(result, key, valid(value, random, depth + 1));
    }
  }
  return result;
}

function text(schema, random) {
  const samples = SAMPLES[schema.pattern];
  if (samples && random.chance(0.9)) return random.pick(samples);
  const least = schema.minLength ?? 0;
  const most = schema.maxLength ?? least + 10;
  const length = random.pick([least, Math.min(most, least + 3), most <= 520 ? most : least]);
  const unit = random.weighted([[6, 'a'], [1, '😀'], [1, 'ä']]);
  return (schema.pattern?.startsWith('^/') ? '/' : '') + unit.repeat(schema.pattern?.startsWith('^/') ? Math.max(0, length - 1) : length);
}

// As `JSON.parse` does: `__proto__` is a key like any other.
function set(target, key, value) {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

/** A copy of a value with one place changed. */
function broken(value, random) {
  const places = [];
  const walk = (node, path) => {
    places.push(path);
    if (node instanceof Raw || node === null || typeof node !== 'object') return;
    for (const key of Object.keys(node)) walk(node[key], [...path, key]);
  };
  walk(value, []);
  const path = random.pick(places.length > 1 && random.chance(0.97) ? places.slice(1) : places);
  return change(value, path, random);
}

function change(node, path, random) {
  if (path.length === 0) return mutate(node, random);
  const [key, ...rest] = path;
  if (Array.isArray(node)) return node.map((item, index) => (String(index) === key ? change(item, rest, random) : item));
  const copy = {};
  for (const [name, value] of Object.entries(node)) {
    if (name !== key) set(copy, name, value);
    else if (rest.length === 0 && random.chance(0.25)) {
      // Without the key, or under another.
      if (random.chance(0.5)) set(copy, random.pick([...KEYS, ...MISFITS, `${name}s`, name.toUpperCase()]), value);
    } else set(copy, name, change(value, rest, random));
  }
  return copy;
}

function mutate(node, random) {
  if (random.chance(0.25)) return random.pick(OTHERS);
  if (node instanceof Raw) return random.pick(OTHERS);
  if (typeof node === 'string') {
    // Long texts are rare: they fill the committed cases.
    if (random.chance(0.04)) return (node.startsWith('/') ? '/' : 'a') + 'a'.repeat(random.pick(LONG) - 1);
    return random.pick([...MISFITS, node.toUpperCase(), `${node} `, node.slice(1), 'a'.repeat(random.pick([63, 64, 65, 256, 257, 512, 513])),
      '😀'.repeat(random.pick([128, 129, 256, 257])), '<dynamic>', 'max', 'web', 'job', 'cron', 'worker', 'queue', 'schedule', 'workflow', 'host', 'header', 'set', 'append', 'delete',
      'request.path', 'request.headers', 'request.query', 'response.headers', 'service', 'queue/v1beta', 'queue/v2beta', 'schedule/v1beta']);
  }
  if (typeof node === 'number') {
    return random.pick([node + 1, node - 1, node + 0.5, -node, 0, 1, 100, 99, 999, 1000, 127, 128, 10240, 10241, 3600, 3601, 900, 901, 86400, 86401, new Raw('1e400'), new Raw('1e2'), String(node)]);
  }
  if (typeof node === 'boolean') return random.pick([!node, String(node), 1, null]);
  if (Array.isArray(node)) {
    const first = node[0];
    return random.pick([
      () => [],
      () => [...node, random.pick(OTHERS)],
      () => node.slice(1),
      () => ({ ...node }),
      () => first ?? null,
      () => (JSON.stringify(node).length > 300 ? node : Array.from({ length: random.pick([17, 26, 51, 65, 101, 129]) }, () => first ?? 1)),
    ])();
  }
  if (node && typeof node === 'object') {
    const copy = {};
    for (const [key, value] of Object.entries(node)) set(copy, key, value);
    return random.pick([
      () => {
        set(copy, random.pick(KEYS), random.pick(OTHERS));
        return copy;
      },
      () => {
        const keys = ['type', 'trigger', 'schedule', 'topics', 'path', 'topic', 'function', 'service', 'requestMethod', 'src', 'source', 'handle',
          'instances', 'subdomain', 'routePrefix', 'mount', 'consumer', 'target', 'args', 'op', 'key', 'value', 'env', 'permanent', 'statusCode'];
        set(copy, random.pick(keys), random.pick([...OTHERS, '/a', 'web', 'job', 'cron', 'queue', '0 0 * * *', ['a'], ['a', { topic: 'a' }]]));
        return copy;
      },
      () => [node],
      () => ({}),
      () => {
        const many = {};
        for (let index = 0; index < random.pick([51, 101]); index++) set(many, `k${'abcdefghij'[index % 10]}${'abcdefghijk'[Math.floor(index / 10)]}`, Object.values(node)[0] ?? 1);
        return JSON.stringify(node).length > 200 ? copy : many;
      },
    ])();
  }
  return random.pick(OTHERS);
}

/** JSON, now and then with a key that stands twice. */
function write(value, random) {
  if (value instanceof Raw) return value.text;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => write(item, random)).join(',')}]`;
  const members = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${write(item, random)}`);
  if (members.length > 0 && random.chance(0.02)) {
    const key = JSON.stringify(random.pick(Object.keys(value)));
    members.splice(random.int(0, members.length), 0, `${key}:${write(random.pick(OTHERS), random)}`);
  }
  return `{${members.join(',')}}`;
}
