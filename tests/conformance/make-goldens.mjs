// (Re)makes the goldens, all of them reproducible from the seeds here and the packages that package.json pins.
//
//   node make-goldens.mjs
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generate } from './generate.mjs';
import { judgeConfig, judgeProject } from './judge.mjs';
import { cliVersion } from './vercel.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const goldens = join(here, 'goldens');
const corpus = join(here, '..', 'corpus');

/** The generated cases in the repository. */
const SETS = [{ mode: 'v1', seed: 1, count: 200 }];

const lines = (values) => values.map((value) => JSON.stringify(value) + '\n').join('');

mkdirSync(goldens, { recursive: true });
for (const set of SETS) {
  const cases = [];
  for (const made of generate(set)) cases.push({ ...made, expect: await judgeProject(made) });
  writeFileSync(join(goldens, `${set.mode}.ndjson`), lines(cases));
}

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
