// The two ends of `cargo xtask sync-vercel VERSION`, which moves the judges to another version of the CLI. Between them the packages are
// installed and everything that follows from them is written anew.
//
//   node sync-vercel.mjs pin VERSION     pins the packages, and names the version in the pages that do
//   node sync-vercel.mjs list            what is left to do by hand, compared with the last commit
import { execFile, spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { codeDifferences, inWords, listOf, someOf, sourceOf, typesIn, verdictGroups } from './changes.mjs';
import { unaccounted } from './build/accounts.mjs';
import { relock } from './relock.mjs';
import { differences, places } from '../schema/places.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const RULES = 'server/analysis/src/rules';
const TYPES = 'schema/generate/src';
const FRAMEWORKS = 'server/vercel/src/frameworks.json';
const CODES = 'tests/conformance/build/codes.json';
/** Pages that name the version with which the tests compare; what else names one says where a fact was found. */
const PAGES = ['README.md', 'schema/README.md', 'docs/route.md', 'tests/conformance/build/README.md'];
/** Where a version of the CLI is named, as that of `vercel build`. */
const NAMED = /((?:CLI|vercel)[ `a-zL-]{1,12})(\d+\.\d+\.\d+)/g;

const read = (path) => readFileSync(join(root, path), 'utf8');
const write = (path, text) => writeFileSync(join(root, path), text);
const git = (...args) => spawnSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 }).stdout;
const committed = (path) => git('show', `HEAD:${path}`);
const npm = async (folder, ...args) => (await promisify(execFile)('npm', args, { cwd: folder, maxBuffer: 1 << 28 })).stdout;

/**
 * The version of a package to judge with: what the CLI asks for. Of Vercel's packages that it bundles not all versions are published: then the
 * last one before it counts.
 */
async function companion(name, wanted) {
  if (!name.startsWith('@vercel/')) return wanted;
  const parts = (version) => version.split('.').map(Number);
  const compare = (a, b) => parts(a).map((part, at) => part - parts(b)[at]).find((difference) => difference !== 0) ?? 0;
  const published = [JSON.parse(await npm(here, 'view', `${name}@<=${wanted}`, 'version', '--json'))].flat();
  return published.sort(compare).at(-1);
}

async function pin(version) {
  const about = JSON.parse(await npm(here, 'view', `vercel@${version}`, '--json', 'version', 'dependencies', 'devDependencies'));
  const asked = { ...about.devDependencies, ...about.dependencies, vercel: about.version };
  for (const folder of [here, join(here, 'build')]) {
    const path = join(folder, 'package.json');
    let text = readFileSync(path, 'utf8');
    const pinned = Object.entries(JSON.parse(text).devDependencies).filter(([, number]) => /^\d/.test(number));
    await Promise.all(pinned.map(async ([name, number]) => {
      const is = await companion(name, asked[name] ?? number);
      text = text.replace(`"${name}": "${number}"`, `"${name}": "${is}"`);
      const unpublished = asked[name] && asked[name] !== is ? `; the CLI asks for ${asked[name]}, which isn't published` : '';
      console.log(`  ${name} ${is}${is === number ? '' : ` (${number} before)`}${unpublished}`);
    }));
    writeFileSync(path, text);
  }
  console.log('  tests/conformance/package-lock.json');
  relock(here);
  console.log('  tests/conformance/build/package-lock.json');
  await npm(join(here, 'build'), 'install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund');
  for (const page of PAGES) write(page, read(page).replace(NAMED, `$1${about.version}`));
}

const lines = (text) => text.split('\n').filter(Boolean);

/** The first places of what `git grep` finds, as `path:line,line`. */
function mentions(...args) {
  const files = new Map();
  for (const [path, line] of lines(git('grep', '-nIw', ...args)).map((it) => it.split(':', 2))) files.set(path, [...(files.get(path) ?? []), line]);
  return someOf([...files].map(([path, at]) => `${path}:${someOf(at, ',')}`)) || undefined;
}

const SOURCES = ['server/**/*.rs', 'schema/generate/src/*.rs', ':!**/tests.rs', ':!**/tests/**'];

/** Where the rule of a code of Vercel's is, or else where the code is named. */
function ruleOf(code) {
  const named = (pattern) => mentions('-E', pattern, '--', RULES);
  return named(`^        code: "${code.toLowerCase().replaceAll('_', '-')}"`) ?? named(`^        vercel: "${code}"`) ?? mentions(code, '--', ...SOURCES, 'tests/conformance/codes.mjs');
}

/** Leads from a place of the schema to the field of the type that it comes from. */
function sources(...schemas) {
  const types = readdirSync(join(root, TYPES)).flatMap((name) => typesIn(`${TYPES}/${name}`, read(`${TYPES}/${name}`)));
  const keys = schemas.flatMap((schema) => [...places(schema).keys()]).flatMap((place) => (place.endsWith(' key') ? [place.slice(0, -4)] : []));
  return (place) => sourceOf(place, keys, types);
}

/** The schema's keys, limits and values, each with the field of the type that it comes from, and all places of that field. */
function schemaItems(theirs, ours, source) {
  const items = new Map();
  for (const difference of differences(theirs, ours)) {
    const { place, what, ours: number } = difference;
    const key = /([^.[\]*]+)[^\w$]*$/.exec(place.replace(/\.<name>$/, ''))?.[1] ?? place;
    const isLimit = /^\d+$/.test(number ?? difference.theirs);
    // Where the code reads the key by its name; of a limit, the number in files that name the key.
    const naming = isLimit ? lines(git('grep', '-lIw', key, '--', ...SOURCES)) : [];
    const used = what === 'key' ? mentions(`"${key}"`, '--', ...SOURCES) : number && naming.length > 0 ? mentions('-E', number.replace(/\B(?=(\d{3})+$)/g, '[_,]?'), '--', ...naming) : undefined;
    const [at, words] = [source(place), `${inWords(difference)}${used ? ` (see also ${used})` : ''}`];
    const item = items.get(`${at} ${words}`) ?? { at, words, places: [], isLimit };
    item.places.push(place);
    items.set(`${at} ${words}`, item);
  }
  return [...items.values()].map(({ at, words, places, isLimit }) => ({ at, text: `${places.join(', ')}: ${words}`, isLimit }));
}

/** Codes of errors that came or went. */
function codeItems() {
  const [before, after] = [committed(CODES), read(CODES)].map((text) => JSON.parse(text || '{}'));
  const found = new Map();
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    for (const { code, text } of codeDifferences(before[name] ?? {}, after[name] ?? {})) {
      const key = `${code}: ${text}`;
      found.set(key, { code, names: [...(found.get(key)?.names ?? []), name] });
    }
  }
  return [...found].map(([text, { code, names }]) => ({ at: ruleOf(code) ?? 'no rule', text: `${text} (${names.join(', ')})` }));
}

/** Codes that are in no rule and have no reason, and reasons that are for nothing. */
function accountItems() {
  const { missing, needless } = unaccounted(JSON.parse(read(CODES)));
  const at = 'tests/conformance/build/accounts.mjs';
  return [...missing.map((code) => ({ at, text: `${code}: no rule reports it, and no reason says why` })), ...needless.map((code) => ({ at, text: `${code}: has a reason, but is gone or has a rule` }))];
}

/** The committed cases, judged anew. */
async function verdictItems(source) {
  const { judging } = await import('./judge.mjs');
  const sets = readdirSync(join(here, 'goldens')).map((name) => `tests/conformance/goldens/${name}`);
  const cases = sets.flatMap((set) => lines(committed(set)).map((line) => ({ set, made: JSON.parse(line) })));
  const judged = [];
  for await (const { expect } of judging(cases.map(({ made }) => made), cases.length)) {
    const { set, made } = cases[judged.length];
    judged.push({ set, made, was: made.expect, is: expect });
  }
  const groups = verdictGroups(judged);
  const changed = groups.reduce((sum, { names }) => sum + names.length, 0);
  console.log(`${cases.length - changed} of ${cases.length} verdicts unchanged`);
  return groups.map(({ text, codes, places, sets, names }) => {
    const at = [...codes.map(ruleOf), ...places.map(source)].filter(Boolean);
    return { at: someOf([...new Set(at.length > 0 ? at : sets)]), text: `${text}: ${names.length} ${names.length === 1 ? 'case' : 'cases'} (${someOf(names, ', ', 2)})` };
  });
}

/** Frameworks of which something changed, with the code that names them. The table itself is written already. */
function frameworkItems() {
  const [before, after] = [committed(FRAMEWORKS), read(FRAMEWORKS)].map((text) => new Map(JSON.parse(text).frameworks.map((it) => [it.slug, it])));
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((slug) => {
    const [was, is] = [before.get(slug), after.get(slug)];
    const keys = [...new Set(Object.keys({ ...was, ...is }))].filter((key) => JSON.stringify(was?.[key]) !== JSON.stringify(is?.[key]));
    if (keys.length === 0) return [];
    return [{ at: mentions(`"${slug}"`, '--', ...SOURCES) ?? 'nothing names it', text: `${slug}: ${was ? (is ? `changed: ${keys.join(', ')}` : 'removed') : 'added'}` }];
  });
}

/** Documents and comments that name another version. */
function documentItems(version) {
  const naming = lines(git('grep', '-nIE', '(CLI|vercel)[ `a-zL-]{1,12}[0-9]+\\.[0-9]+\\.[0-9]+', '--', '*.md', '*.rs', '*.mjs', ':!docs/rules', ':!*.test.mjs'));
  const documents = naming.flatMap((line) => {
    const [, at, text] = /^([^:]+:\d+):(.*)$/.exec(line);
    return [...text.matchAll(NAMED)].filter(([, , named]) => named !== version).map(([, , named]) => ({ at, text: `names ${named}: check that it still holds in ${version}` }));
  });
  const bench = JSON.parse(read('tests/bench/package.json')).dependencies.vercel;
  return bench === version ? documents : [...documents, { at: 'tests/bench/package.json', text: `measures vercel ${bench}` }];
}

async function list() {
  const { cliVersion, schema } = await import('./vercel.mjs');
  const ours = JSON.parse(read('server/config/schema/vercel.schema.json'));
  const source = sources(schema, ours);
  const verdicts = await verdictItems(source);
  const ofSchema = schemaItems(schema, ours, source);
  const agree = spawnSync('npm', ['run', '--silent', 'cases'], { cwd: join(here, '../schema'), encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const cover = spawnSync(process.execPath, ['cover.mjs'], { cwd: here, encoding: 'utf8' }).stdout.split('\n').filter((line) => /^  (MISSING|UNLISTED)/.test(line));
  console.log('');
  console.log(listOf(cliVersion, [
    { title: 'Schema types (then `UPDATE=1 cargo test -p svc-schema`)', items: ofSchema.filter(({ isLimit }) => !isLimit) },
    { title: 'Limits', items: ofSchema.filter(({ isLimit }) => isLimit) },
    { title: 'Files on which the schemas disagree', items: agree.status === 0 ? [] : [{ at: 'tests/schema/agree.mjs', text: agree.stdout.split('\n')[0] }] },
    { title: 'Codes of errors in the CLI and its builders', items: codeItems() },
    { title: 'Codes without a rule or a reason', items: accountItems() },
    { title: 'Verdicts', items: verdicts },
    { title: 'Codes that the goldens reach', items: cover.map((line) => ({ at: 'tests/conformance/codes.mjs', text: line.trim().replace(/ +/g, ' ') })) },
    { title: 'Frameworks', items: frameworkItems() },
    { title: 'Documents', items: documentItems(cliVersion) },
  ]));
}

const [job, version] = process.argv.slice(2);
if (job === 'pin' && /^\d+\.\d+\.\d+$/.test(version ?? '')) await pin(version);
else if (job === 'list') await list();
else {
  console.error('usage: node sync-vercel.mjs pin VERSION, for example 64.0.2, or node sync-vercel.mjs list');
  process.exit(2);
}
