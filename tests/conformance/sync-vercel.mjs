// Moves the judge to another version of the CLI: pins the packages, writes the framework table and the goldens anew, and
// prints what changed.
//
//   node sync-vercel.mjs VERSION
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { relock } from './relock.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const goldens = join(here, 'goldens');
const table = join(here, '../../server/vercel/src/frameworks.json');

/** Pages that name the version. */
const PAGES = ['README.md', 'schema/README.md'].map((page) => join(here, '../..', page));

const run = (command, args, input = '') => execFileSync(command, args, { cwd: here, input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'inherit'], maxBuffer: 1 << 28 });
const node = (...args) => run(process.execPath, args);

/** The committed cases: their set and name, and the line of JSON. */
function goldenCases() {
  const sets = readdirSync(goldens).filter((name) => name.endsWith('.ndjson'));
  return sets.flatMap((file) => readFileSync(join(goldens, file), 'utf8').trim().split('\n').map((line) => ({ name: `${file} ${JSON.parse(line).name}`, line })));
}

/** What a version may change besides verdicts: the schema and the framework table. */
function tables() {
  const schema = JSON.parse(node('--input-type=module', '--eval', "import { schema } from './vercel.mjs'; process.stdout.write(JSON.stringify(schema))"));
  const { frameworks } = JSON.parse(readFileSync(table, 'utf8'));
  return { schema: leaves(schema), frameworks: frameworks.flatMap((it) => leaves(it, it.slug ?? 'null')) };
}

/** The verdicts in lines of cases, in their order. */
const verdicts = (lines) => lines.map((line) => JSON.parse(line).expect);

/**
 * The version of a package to judge with: what the CLI asks for, or, for those of Vercel's that it bundles and that are
 * not all published, the newest of the same major version.
 */
function companion(name, wanted) {
  if (!name.startsWith('@vercel/')) return wanted;
  const published = [JSON.parse(run('npm', ['view', `${name}@${wanted.split('.')[0]}`, 'version', '--json']))].flat();
  const parts = (version) => version.split('.').map(Number);
  return published.sort((a, b) => parts(a)[1] - parts(b)[1] || parts(a)[2] - parts(b)[2]).at(-1);
}

function pin(version) {
  const about = JSON.parse(run('npm', ['view', `vercel@${version}`, '--json', 'version', 'dependencies', 'devDependencies']));
  const bundled = { ...about.devDependencies, ...about.dependencies };
  const path = join(here, 'package.json');
  let text = readFileSync(path, 'utf8');
  const { devDependencies } = JSON.parse(text);
  const pinned = { vercel: about.version };
  for (const [name, number] of Object.entries(devDependencies)) {
    pinned[name] ??= companion(name, bundled[name] ?? number);
    text = text.replace(`"${name}": "${number}"`, `"${name}": "${pinned[name]}"`);
  }
  writeFileSync(path, text);
  relock(here);
  run('npm', ['ci', '--ignore-scripts']);
  for (const page of PAGES) writeFileSync(page, readFileSync(page, 'utf8').replaceAll(devDependencies.vercel, about.version));
  return pinned;
}

/** A value as lines, one for each leaf, so that two can be compared. */
function leaves(value, path = '') {
  if (value === null || typeof value !== 'object') return [`${path} = ${JSON.stringify(value)}`];
  const inside = Object.entries(value);
  return inside.length === 0 ? [`${path} = ${JSON.stringify(value)}`] : inside.flatMap(([key, child]) => leaves(child, `${path}/${key}`));
}

function difference(title, before, after) {
  const was = new Set(before);
  const is = new Set(after);
  const lines = [...before.filter((line) => !is.has(line)).map((line) => `  - ${line}`), ...after.filter((line) => !was.has(line)).map((line) => `  + ${line}`)];
  console.log(`${title}: ${lines.length === 0 ? 'unchanged' : `${lines.length} lines differ`}`);
  for (const line of lines.slice(0, 200)) console.log(line.length > 200 ? `${line.slice(0, 200)}…` : line);
}

function verdictDifference(names, before, after) {
  const changed = new Map();
  let same = 0;
  names.forEach((name, at) => {
    const [earlier, expect] = [before[at], after[at]];
    const fields = [...new Set([...Object.keys(earlier), ...Object.keys(expect)])].filter((field) => JSON.stringify(earlier[field]) !== JSON.stringify(expect[field]));
    if (fields.length === 0) same += 1;
    for (const field of fields) changed.set(field, [...(changed.get(field) ?? []), { name, was: earlier[field], is: expect[field] }]);
  });
  console.log(`verdicts: ${same} of ${names.length} unchanged`);
  for (const [field, changes] of changed) {
    console.log(`  ${field}: ${changes.length} changed`);
    for (const { name, was, is } of changes.slice(0, 3)) {
      console.log(`    ${name}`);
      const [wasLeaves, isLeaves] = [leaves(was ?? null), leaves(is ?? null)];
      for (const line of wasLeaves.filter((it) => !isLeaves.includes(it)).slice(0, 5)) console.log(`      - ${line}`);
      for (const line of isLeaves.filter((it) => !wasLeaves.includes(it)).slice(0, 5)) console.log(`      + ${line}`);
    }
  }
}

const [version] = process.argv.slice(2);
if (!/^\d+\.\d+\.\d+$/.test(version ?? '')) {
  console.error('usage: node sync-vercel.mjs VERSION, for example 64.0.2');
  process.exit(2);
}
const cases = goldenCases();
const before = tables();
const pinned = pin(version);
console.log(`pinned: ${Object.entries(pinned).map(([name, number]) => `${name} ${number}`).join(', ')}`);
node('frameworks.mjs');
const after = tables();
// The cases that are there, judged anew, show what changed; the generator follows the schema and may make others now.
const judged = run(process.execPath, ['judge.mjs', 'kinds'], cases.map(({ line }) => line).join('\n')).trim().split('\n');
node('make-goldens.mjs');
const schemaTests = join(here, '../schema');
execFileSync('npm', ['ci', '--ignore-scripts'], { cwd: schemaTests, stdio: ['ignore', 'ignore', 'inherit'] });
const schemaCases = spawnSync('npm', ['run', '--silent', 'cases'], { cwd: schemaTests, encoding: 'utf8' });

difference('schema', before.schema, after.schema);
difference('frameworks', before.frameworks, after.frameworks);
console.log(`our schema beside it: ${schemaCases.stdout.split('\n')[0]}`);
verdictDifference(cases.map(({ name }) => name), verdicts(cases.map(({ line }) => line)), verdicts(judged));
// Codes that are new are told, not thrown: codes.mjs is to name them.
const { stdout, status } = spawnSync(process.execPath, ['cover.mjs'], { cwd: here, encoding: 'utf8' });
console.log(status === 0 ? stdout.split('\n')[0] : `codes.mjs doesn't know what is reached now:\n${stdout}`);
console.log('Next: `cargo xtask test` shows where we differ.');
