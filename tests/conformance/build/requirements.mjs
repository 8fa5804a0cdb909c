// Lines of `requirements.txt`, right as often as wrong, and a comparison of Vercel's parser of them with `svc-lsp check`.
//
//   node requirements.mjs [--seed N] [--count 3000]
//
// The seed is printed; the same seed makes the same files again.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker, isMainThread, parentPort } from 'node:worker_threads';
import { Random } from '../random.mjs';
import * as ours from './ours.mjs';

/** Conditions that never hold: nothing is installed. */
export const NEVER = ['python_version < "3"', "sys_platform == 'win32'", '(python_version < "3" and os_name == "nt")', 'python_version in "2.7"'];

const NAMES = ['six', 'Foo', 'foo-bar', 'foo.bar', '1a', 'foo-', '_foo', 'foo.whl', 'foo-1.0.tar.gz', 'base.txt', 'é'];
const VERSIONS = ['1', '1.0', '1.*', '1.0a1', '1.0rc', '1.0.post1', '1.0.dev1', '1!2', '1.0+local', 'v1', '1.0-1', '1..0', '', '*', 'latest', '1.0.', '1.99999999999999999999', '1.0a1.*', '1.0+a--b', '1.x'];
const OPERATORS = ['==', '==', '>=', '<=', '<', '>', '!=', '~=', '===', '=', '~', '^', '=>', '<>'];
const VALUES = ['python_version', 'os_name', 'sys_platform', 'extra', 'implementation_name', 'os.name', 'extras', 'dependency_groups', 'nothing', 'Python_version', '"3.8"', "'3.8'", '"x"', '""', 'linux', '"', "'a", '3.8'];
const COMPARISONS = ['==', '<', '>=', '!=', '~=', '===', 'in', 'not in', 'not  in', 'notin', '=', '', 'IN'];
const PLACES = [
  ...['https://example.com/x.whl', 'https://example.com/foo-1.0.zip', 'https://example.com/foo', 'git+https://example.com/b', 'git+https://example.com/b@main#egg=b', 'git+ssh://git@example.com/a.git', 'git+ssh://git@example.com:a/b.git'],
  ...['git+ftp://example.com/a', 'svn+https://example.com/y', 'ftp://example.com/y', 'https://', 'https://exa mple.com/x.zip', 'https://[::1/x.zip', 'https://example.com:99999/x.zip', 'https://github.com/a/b'],
  ...['file:///tmp/x', 'file:./lib', './lib', './v1.0', './missing', './a.d', '.', 'lib/x', 'C:/x', 'x.whl', './foo-1.0.zip', './plain', 'foo:bar'],
];
const OPTIONS = ['-r base.txt', '-rbase.txt', '-c "base.txt"', '--requirement=base.txt', '-e lib', '-e', '-efoo', '-e six==1', '--editable=./lib', '-e git+https://example.com/a', '-i https://pypi.org/simple', '-i', '-i simple', "--index-url 'https://pypi.org/simple'", '--extra-index-url=https://example.com', '-f ./wheels', '--find-links https://example.com/a', '--no-binary :all:', '--only-binary=six,foo', '--only-binary foo', '--pre', '--prefix', '--no-index', '--no-indexfoo', '--require-hashes', '--trusted-host x', '--no-deps', '--hash=x', '-q', '--pre # x', '-'];
const OTHERS = ['', '  ', '# note', ' # note', '<<<<<<< HEAD', '=======', 'pip install six', '[tool]', '"six"', '@', '\\', '\ufeffsix', 'six\u00a0', '\fsix', '{{ x }}', '$X', '.', ';', 'six()', 'six @', 'six = "*"', 'six: 1', 'six \\\n==1', 'six==1 \\\n    --hash=sha256:a', 'six\\\n', '\\\n'];

const space = (random) => random.pick(['', '', '', ' ', '  ', '\t']);
const specifier = (random) => space(random) + random.pick(OPERATORS) + space(random) + random.pick(VERSIONS);
const specifiers = (random) => Array.from({ length: random.int(1, 2) }, () => specifier(random)).join(random.pick([',', ',', ' , ', ' ', ',,'])) + random.pick(['', '', '', ',']);
const extras = (random) => space(random) + random.pick(['[a]', '[a,b]', '[ a , b ]', '[]', '[a', '[a,]', '[a b]', '[a-]']);
const condition = (random) => random.weighted([[2, random.pick(NEVER)], [3, `${random.pick(VALUES)}${random.pick([' ', ' ', ''])}${random.pick(COMPARISONS)}${random.pick([' ', ' ', ''])}${random.pick(VALUES)}`]]);
const marker = (random) => random.weighted([[4, condition(random)], [2, `${condition(random)}${random.pick([' and ', ' or ', ' AND ', ' and(', ' && '])}${condition(random)}`], [1, `(${condition(random)}${random.pick([')', ')', ''])}`]]);

/** The beginning of a line: what is installed. */
const installed = (random) =>
  random.weighted([
    [4, random.pick(NAMES) + random.pick(['', extras(random)]) + random.pick(['', specifiers(random), ` (${specifiers(random)}${random.pick([')', ')', ''])}`])],
    [2, `${random.pick(NAMES)}${random.pick(['', extras(random)])}${random.pick([' @ ', ' @ ', '@'])}${random.pick(PLACES)}`],
    [1, random.pick(PLACES) + random.pick(['', '', '[a]', ' [a]'])],
  ]);

/** A line. What is right may have to be installed. */
export function line(random) {
  const end = random.weighted([[3, ''], [4, `${random.pick([' ; ', '; ', ';'])}${marker(random)}`], [1, random.pick([' # note', '#note', ' --hash=sha256:a', ' --hash', ' --other', ' \\', ' ;', ` ${random.pick(NAMES)}`])]]);
  return random.weighted([[6, installed(random) + end], [2, random.pick(OPTIONS)], [1, random.pick(OTHERS)]]);
}

/** A line that needs no package if it is right. */
export const lineWithoutPackage = (random) => random.weighted([[3, `${installed(random)}${random.pick([' ; ', '; '])}${random.pick(NEVER)}`], [1, random.pick(OPTIONS.filter((option) => !option.startsWith('-e')))], [1, random.pick(OTHERS)]]);

/** A line with characters that are gone, new or others. */
function damaged(random, text) {
  const characters = [...text];
  const mark = random.pick([...' \\#;,()[]<>=!~@$/:."\'-_az0']);
  characters.splice(random.int(0, characters.length), random.int(0, 1), ...(random.chance(0.6) ? [mark] : []));
  return characters.join('');
}

/** Files that a line may name. */
const BESIDE = { 'base.txt': '', 'lib/setup.py': '', 'v1.0/setup.py': '', 'foo-1.0.zip': '', plain: '' };

function file(random) {
  const lines = Array.from({ length: random.int(1, 2) }, () => (random.chance(0.2) ? damaged(random, line(random)) : line(random)));
  return lines.join(random.pick(['\n', '\n', '\r\n', '\r'])) + random.pick(['\n', '']);
}

function put(folder, files) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** In a thread: answers whether Vercel's parser takes a folder's file. An expression that it can't take may end it. */
async function judge() {
  const { createRequire } = await import('node:module');
  const { discoverPythonPackage } = createRequire(import.meta.url)('@vercel/python-analysis');
  parentPort.on('message', async (folder) => {
    const refused = await discoverPythonPackage({ entrypointDir: folder, rootDir: folder }).then(() => null, (error) => error.message);
    parentPort.postMessage(refused);
  });
}

async function compare() {
  const { values } = parseArgs({ options: { seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) }, count: { type: 'string', default: '3000' } } });
  const count = Number(values.count);
  console.log(`${count} files, seed ${values.seed}`);
  let thread;
  const begin = () => {
    thread?.terminate();
    thread = new Worker(fileURLToPath(import.meta.url), { stderr: true });
    thread.stderr.resume();
  };
  begin();
  const tally = { refused: 0, differ: 0 };
  for (let start = 0; start < count; start += 100) {
    const root = mkdtempSync(join(tmpdir(), 'requirements-'));
    const made = Array.from({ length: Math.min(100, count - start) }, (_, index) => ({ name: `s-${String.fromCharCode(97 + Math.floor(index / 26), 97 + (index % 26))}`, text: file(new Random(`${values.seed} ${start + index}`)) }));
    for (const { name, text } of made) put(join(root, name), { ...BESIDE, 'main.py': 'app = 1\n', 'requirements.txt': text });
    put(root, { 'vercel.json': JSON.stringify({ services: Object.fromEntries(made.map(({ name }) => [name, { root: name, entrypoint: 'main.py' }])) }) });
    const { json } = await ours.check(root);
    const found = json.files.flatMap(({ diagnostics }) => diagnostics).filter(({ vercelCode }) => vercelCode === 'PYTHON_REQUIREMENTS_PARSE_ERROR');
    const refuses = new Set(found.map(({ service }) => service));
    for (const { name, text } of made) {
      const reason = await new Promise((resolve) => {
        thread.once('message', resolve);
        thread.postMessage(join(root, name));
      });
      // A trap leaves the parser unusable.
      if (reason?.includes('unreachable')) begin();
      tally.refused += reason ? 1 : 0;
      // What a variable stands for, and a path outside the project, only the build machine knows; a backslash depends on what is before it.
      const isUnknown = /\$\{[A-Z0-9_]+\}|\\|(^|[\s@=:])\/|\.\.\//m.test(text) && reason;
      if (Boolean(reason) === refuses.has(name) || isUnknown) continue;
      tally.differ += 1;
      if (tally.differ <= 20) console.error(`${JSON.stringify(text)}: Vercel ${reason ? `rejects it (${reason})` : 'reads it'}`);
    }
    rmSync(root, { recursive: true, force: true });
  }
  await thread.terminate();
  console.log(`${tally.refused} of ${count} rejected`);
  if (tally.differ > 0) console.error(`${tally.differ} differ; again: node tests/conformance/build/requirements.mjs --seed ${values.seed} --count ${count}`);
  process.exit(tally.differ > 0 ? 1 : 0);
}

if (!isMainThread) await judge();
else if (process.argv[1] === fileURLToPath(import.meta.url)) await compare();
