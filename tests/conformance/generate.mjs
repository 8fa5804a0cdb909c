// Generates random projects: trees of framework skeletons, and a vercel.json that is right as often as it is wrong.
// The same mode and seed give the same case.
//
//   node generate.mjs --mode v1|v2|file|mixed|example|real|any|migrate|detect|pattern|regex|route --seed N --count N > cases.ndjson
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { regexCase, sourcePattern } from './patterns.mjs';
import { Random } from './random.mjs';
import { fits, plant, serverSkeleton, skeleton } from './skeletons.mjs';
import { servicesFromSchema, wholeFile } from './generate-file.mjs';
import { example } from './generate-example.mjs';
import { foldersOf, realText } from './generate-real.mjs';
import { routeCase } from './requests.mjs';
import { renderText } from './generate-text.mjs';
import { layout } from './generate-layout.mjs';
import { v1Services, v1ToMigrate } from './generate-v1.mjs';
import { v2Services } from './generate-v2.mjs';

const PLACES = ['.', 'web', 'api', 'apps/web', 'apps/api', 'frontend', 'backend', 'services/users', 'services/mail', 'packages/ui', 'worker', 'srv/py/jobs', 'my app', 'ünï'];

const JUNK = {
  'README.md': '# project\n',
  'package-lock.json': '{}\n',
  'pnpm-lock.yaml': 'lockfileVersion: 9\n',
  'turbo.json': '{}\n',
  'web/.env': 'API_URL=x\n',
  'empty/': '',
  'apps/empty/': '',
  'file': 'not a directory\n',
};

/** A tree with one to five planted places; each place knows its directory and what was planted. */
function tree(random) {
  const files = {};
  const places = [];
  const count = random.weighted([[3, 1], [6, 2], [5, 3], [2, 4], [1, 5]]);
  for (const directory of random.shuffle(random.sample(PLACES, count))) {
    const planted = [random.chance(0.35) ? serverSkeleton(random) : skeleton(random)];
    if (random.chance(0.12)) planted.push(skeleton(random));
    for (const each of planted) plant(files, directory, each);
    places.push({ directory, ...planted[0], also: planted.slice(1) });
  }
  for (const path of random.sample(Object.keys(JUNK), random.int(0, 3))) {
    if (fits(files, path)) files[path] = JUNK[path];
  }
  return { files, places };
}

function project(random, configure) {
  const { files, places } = tree(random);
  return { files: { 'vercel.json': renderText(random, configure(random, places)), ...files } };
}

const MODES = {
  v1: (random) => project(random, v1Services),
  v2: (random) => project(random, v2Services),
  file: (random) => ({ files: { 'vercel.json': renderText(random, wholeFile(random), 0.1), ...otherConfigFile(random) } }),
  migrate(random) {
    const { files, places } = tree(random);
    return { kind: 'migrate', files: { 'vercel.json': JSON.stringify(v1ToMigrate(random, places)), ...files } };
  },
  example: (random) => ({ files: example(random) }),
  real(random) {
    const text = realText(random);
    const files = {};
    for (const folder of foldersOf(text)) if (random.chance(0.7)) plant(files, folder, random.pick([skeleton, serverSkeleton])(random));
    return { files: { 'vercel.json': text, ...files } };
  },
  detect: (random) => ({ kind: 'detect', files: layout(random) }),
  pattern: (random) => ({ kind: 'pattern', source: sourcePattern(random, 0.7) }),
  regex: (random) => regexCase(random),
  route: (random) => routeCase(random),
  mixed: (random) =>
    random.weighted([
      [4, () => MODES.v1(random)],
      [4, () => MODES.v2(random)],
      [5, () => MODES.file(random)],
      [1.5, () => project(random, () => servicesFromSchema(random))],
      [1, () => project(random, (_, places) => ({ ...wholeFile(random), ...random.pick([v1Services, v2Services])(random, places) }))],
    ])(),
  /** Of every kind that has a vercel.json. */
  any: (random) => random.weighted([[8, MODES.mixed], [3, MODES.example], [2, MODES.real]])(random),
};

/** Now and then another configuration file beside vercel.json. */
function otherConfigFile(random) {
  if (!random.chance(0.02)) return {};
  return { [random.pick(['now.json', 'vercel.toml', 'vercel.ts', 'vercel.mjs', 'vercel.cjs', 'vercel.js', 'vercel.mts', 'vercel.jsonc', 'vercel.yaml'])]: '{}' };
}

/** The case of a seed such as `v1-1-42`: its mode, then what tells it from the others. */
export function generateCase(seed) {
  const mode = seed.split('-')[0];
  if (!Object.hasOwn(MODES, mode)) throw new Error(`unknown mode ${mode}: one of ${Object.keys(MODES).join(', ')}`);
  const random = new Random(seed);
  const made = MODES[mode](random, seed);
  return { name: seed, ...made, ...(made.files && !made.kind && random.chance(0.1) ? { deploymentHost: 'shop-git-main.example.app' } : {}) };
}

/** `count` cases of one mode; the seeds are `<mode>-<seed>-<number>`. */
export function* generate({ mode, seed, count }) {
  for (let number = 0; number < count; number++) yield generateCase(`${mode}-${seed}-${number}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { mode: { type: 'string', default: 'v1' }, seed: { type: 'string', default: '1' }, count: { type: 'string', default: '10' } } });
  for (const made of generate({ ...values, count: Number(values.count) })) process.stdout.write(JSON.stringify(made) + '\n');
}
