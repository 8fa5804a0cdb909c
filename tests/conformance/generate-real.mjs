// Real files from ../corpus, changed in a few places, in a project that may or may not fit them.
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderText } from './generate-text.mjs';

const corpus = join(dirname(fileURLToPath(import.meta.url)), '..', 'corpus');
const texts = ['services', 'services', 'plain'].flatMap((folder) => readdirSync(join(corpus, folder)).sort().map((file) => readFileSync(join(corpus, folder, file), 'utf8')));

/** Every object and array inside a value, itself first. */
function* containers(value) {
  if (value === null || typeof value !== 'object') return;
  yield value;
  for (const inner of Object.values(value)) yield* containers(inner);
}

const VALUES = [null, true, false, 0, -1, 1.5, 901, 3601, '', '/', '.', '..', 'api', 'web', '/api/', '/(.*)', '/:path*', 'nextjs', 'python', 'container', 'main:app', '0 5 * * *', 'x'.repeat(300), [], {}, ['a'], { service: 'web' }, [1, null]];
const KEYS = ['type', 'root', 'entrypoint', 'framework', 'runtime', 'routePrefix', 'mount', 'subdomain', 'schedule', 'trigger', 'topics', 'env', 'bindings', 'command', 'source', 'destination', 'src', 'dest', 'headers', 'functions', 'rewrites', 'routes', 'services', 'experimentalServices', 'builds', 'crons', 'has', 'missing', 'statusCode', 'permanent', '_comment', '__proto__'];

/** Changes one place of a value. */
function change(random, config) {
  const all = [...containers(config)];
  const target = random.pick(all);
  const keys = Object.keys(target);
  const set = (key, value) => Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  if (Array.isArray(target)) {
    random.weighted([
      [2, () => target.push(structuredClone(random.pick([...target, ...VALUES])))],
      [2, () => target.splice(random.int(0, Math.max(0, target.length - 1)), 1)],
      [1, () => target.reverse()],
      [1, () => target.length > 0 && (target[random.int(0, target.length - 1)] = structuredClone(random.pick(VALUES)))],
    ])();
    return;
  }
  random.weighted([
    [3, () => keys.length > 0 && delete target[random.pick(keys)]],
    [3, () => keys.length > 0 && set(random.pick(keys), structuredClone(random.pick(VALUES)))],
    [3, () => set(random.pick(KEYS), structuredClone(random.pick(VALUES)))],
    [2, () => {
      // Another value of the file under this key, or this value under another key.
      const other = random.pick(all);
      const [from, to] = [random.pick(Object.keys(other).concat('x')), random.pick([...keys, ...KEYS])];
      if (other[from] !== undefined) set(to, structuredClone(other[from]));
    }],
    [1, () => {
      if (keys.length === 0) return;
      const key = random.pick(keys);
      const value = target[key];
      delete target[key];
      set(random.pick([key.toUpperCase(), `${key}2`, `${key}-x`, ` ${key}`, random.pick(KEYS)]), value);
    }],
  ])();
}

/** The text of a changed real file. */
export function realText(random) {
  const text = random.pick(texts);
  let config;
  try {
    config = JSON.parse(text);
  } catch {
    return text;
  }
  for (let left = random.weighted([[1, 0], [5, 1], [4, 2], [2, 5]]); left > 0; left--) change(random, config);
  return renderText(random, config, 0.05);
}

/** Folders that a file's services name, each with what makes it one of some kind. */
export function foldersOf(text) {
  const found = [];
  try {
    for (const key of ['services', 'experimentalServicesV2', 'experimentalServices']) {
      for (const service of Object.values(JSON.parse(text)?.[key] ?? {})) {
        if (typeof service?.root === 'string') found.push(service.root);
        else if (typeof service?.entrypoint === 'string') found.push(service.entrypoint);
      }
    }
  } catch {}
  // No folder has a longer name.
  return found.filter((path) => path.length < 200 && /^(\.|[\w-]+(\/[\w-]+)*)$/.test(path));
}
