// (Re)makes the goldens, all of them reproducible from the seeds here and the packages that package.json pins.
//
//   node make-goldens.mjs
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { codesOf, schemaPlaceOf } from './codes.mjs';
import { generate } from './generate.mjs';
import { judgeConfig, judging } from './judge.mjs';
import { mistakes } from './mistakes.mjs';
import { vectors } from './vectors.mjs';
import { cliVersion } from './vercel.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const goldens = join(here, 'goldens');
const corpus = join(here, '..', 'corpus');

/** The generated sets: how many cases of a mode. */
const SETS = [
  { mode: 'v1', count: 200 },
  { mode: 'v2', count: 250 },
  { mode: 'file', count: 350 },
  { mode: 'mixed', count: 200 },
  { mode: 'example', count: 150 },
  { mode: 'migrate', count: 1000 },
  { mode: 'detect', count: 600 },
  { mode: 'pattern', count: 800 },
  { mode: 'regex', count: 800 },
  { mode: 'route', count: 250 },
];

/** How many further cases are searched for rare codes and places of the schema. */
const SEARCHED = { v1: 4000, v2: 4000, file: 8000, mixed: 5000 };

/** How many cases of each code the set `codes` holds. */
const CASES_PER_CODE = 2;

const write = (set, cases) => writeFileSync(join(goldens, `${set}.ndjson`), cases.map((value) => JSON.stringify(value) + '\n').join(''));

async function judged(cases, count) {
  const answers = [];
  for await (const answer of judging(cases, count)) answers.push(answer);
  return answers;
}

mkdirSync(goldens, { recursive: true });
for (const { mode, count } of SETS) {
  console.error(`${mode}: ${count} cases`);
  write(mode, await judged(generate({ mode, seed: 1, count }), count));
}
for (const [set, cases] of Object.entries({ vectors: vectors(), mistakes: mistakes() })) write(set, await judged(cases, cases.length));

/** The smallest cases found for each key, at most `limit` of them. */
class Smallest {
  constructor(limit) {
    this.limit = limit;
    this.byKey = new Map();
  }

  offer(key, size, value) {
    const found = this.byKey.get(key) ?? [];
    found.push({ size, value });
    found.sort((a, b) => a.size - b.size);
    this.byKey.set(key, found.slice(0, this.limit));
  }

  /** Every case once, in the order of the keys. */
  cases() {
    const keys = [...this.byKey.keys()].sort();
    return [...new Set(keys.flatMap((key) => this.byKey.get(key).map(({ value }) => value)))];
  }
}

const byCode = new Smallest(CASES_PER_CODE);
const byPlace = new Smallest(1);
for (const [mode, count] of Object.entries(SEARCHED)) {
  console.error(`codes and structure: ${count} cases of ${mode}`);
  for await (const golden of judging(generate({ mode, seed: 'search', count }), count)) {
    const { expect } = golden;
    const size = JSON.stringify(golden).length;
    for (const code of codesOf(golden, expect)) byCode.offer(code, size, golden);
    const place = schemaPlaceOf(expect);
    if (place) byPlace.offer(place, size, golden);
  }
}
write('codes', byCode.cases());
write('structure', byPlace.cases());

/** The verdict on one section alone: the file reduced to that key, or `null` where it has none. */
function sectionVerdict(text, key) {
  let config;
  try {
    config = JSON.parse(text);
  } catch {
    return null;
  }
  if (!config || !Object.hasOwn(config, key)) return null;
  return judgeConfig(JSON.stringify({ [key]: config[key] }));
}

const verdicts = {};
for (const folder of ['plain', 'services']) {
  for (const file of readdirSync(join(corpus, folder)).sort()) {
    const text = readFileSync(join(corpus, folder, file), 'utf8');
    const verdict = judgeConfig(text);
    const section = sectionVerdict(text, 'experimentalServices');
    verdicts[`${folder}/${file}`] = {
      strictJson: verdict.configError?.code !== 'CANT_PARSE_JSON_FILE',
      ...verdict,
      ...(section ? { experimentalServices: section } : {}),
    };
  }
}
const body = Object.entries(verdicts).map(([file, verdict]) => `    ${JSON.stringify(file)}: ${JSON.stringify(verdict)}`);
writeFileSync(join(corpus, 'verdicts.json'), `{\n  "vercel": ${JSON.stringify(cliVersion)},\n  "files": {\n${body.join(',\n')}\n  }\n}\n`);
