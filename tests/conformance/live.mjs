// Generates fresh projects, asks Vercel's code and ours, and compares. One disagreement is a failure.
//
//   node live.mjs [--seed N] [--count 5000] [--mode any] [--keep FILE] [--disk]
//
// The seed is printed: the same seed makes the same projects again. `--keep` leaves the cases with Vercel's verdicts in a
// file, `--disk` lets our side read each project from disk instead of memory.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { generate } from './generate.mjs';
import { judge, judgeApplied, judgeProject } from './judge.mjs';
import { cliVersion } from './vercel.mjs';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
    count: { type: 'string', default: '5000' },
    mode: { type: 'string', default: 'any' },
    keep: { type: 'string' },
    disk: { type: 'boolean', default: false },
  },
});
const count = Number(values.count);
if (!Number.isInteger(count) || count < 1) {
  console.error(`--count ${values.count}: give a number of projects`);
  process.exit(2);
}

const workspace = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const scratch = mkdtempSync(join(tmpdir(), 'conformance-'));
const path = values.keep ? resolve(values.keep) : join(scratch, 'cases.ndjson');
const made = join(scratch, 'made.ndjson');
console.log(`vercel ${cliVersion}, ${count} ${values.mode} projects, seed ${values.seed}`);

let accepted = 0;
const file = openSync(path, 'w');
for (const made of generate({ mode: values.mode, seed: values.seed, count })) {
  const golden = await judge(made);
  accepted += golden.expect?.accepted ? 1 : 0;
  writeSync(file, JSON.stringify(golden) + '\n');
}
closeSync(file);
if (accepted > 0) console.log(`Vercel accepts ${accepted}, refuses ${count - accepted}`);

const { status } = spawnSync('cargo', ['test', '--quiet', '--workspace', '--test', 'product', 'given_cases', '--', '--nocapture'], {
  cwd: workspace,
  env: { ...process.env, CONFORMANCE_CASES: path, CONFORMANCE_MADE: made, ...(values.disk ? { CONFORMANCE_DISK: '1' } : {}) },
  stdio: 'inherit',
});
const agrees = status === 0 && (await madeFilesAreAccepted());
rmSync(scratch, { recursive: true, force: true });
if (!agrees) console.error(`seed ${values.seed} disagrees; again: node tests/conformance/live.mjs --mode ${values.mode} --seed ${values.seed} --count ${count}`);
process.exitCode = agrees ? 0 : 1;

/** Whether Vercel accepts each file that we generated or migrated; for a migration, whether it is the file that Vercel's own plan makes. */
async function madeFilesAreAccepted() {
  const lines = (file) => readFileSync(file, 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line));
  const before = new Map(lines(path).map((made) => [made.name, made]));
  let judged = 0;
  let refused = 0;
  for (const { name, files } of lines(made)) {
    const migrated = name.endsWith('-migrated') ? judgeApplied(before.get(name.replace(/-migrated$/, ''))) : null;
    const verdict = await judgeProject({ files });
    const same = !migrated || isDeepStrictEqual(JSON.parse(files['vercel.json']), migrated);
    judged += 1;
    if (same && verdict.accepted) continue;
    refused += 1;
    if (refused > 5) continue;
    console.error(`──── ${name}: ${verdict.accepted ? 'Vercel migrates otherwise' : 'Vercel refuses it'} ────\n${files['vercel.json']}`);
    console.error(JSON.stringify(same ? verdict : migrated, null, 1));
  }
  if (judged > 0) console.log(`files that we made: Vercel accepts ${judged - refused} of ${judged}`);
  return refused === 0;
}
