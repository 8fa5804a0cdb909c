// Random projects that configure nothing: layouts, Procfiles, Railway and Render files for Vercel to infer services from.
import { plant, serverSkeleton, skeleton } from './skeletons.mjs';

const frontendLike = (random) => {
  for (;;) {
    const made = skeleton(random);
    if (made.framework && !made.python && !made.container && made.files['package.json']) return made;
  }
};

const PLACES = [
  [6, '.'], [8, 'frontend'], [5, 'apps/web'], [10, 'backend'], [6, 'services/users'], [5, 'services/mail'], [2, 'services/backend'], [2, 'services/frontend'], [1, 'services'], [2, 'web'], [2, 'api'], [1, 'services/.hidden'], [1, 'node_modules/x'], [1, 'services/7'], [1, 'services/10'], [0.5, 'services/constructor'], [1, 'services/Mail_2'],
];

const COMMANDS = ['gunicorn app.main:app', 'node server.js', 'python main.py', 'uvicorn main:app --port $PORT', 'celery -A tasks worker', 'bundle exec puma', 'npm start', 'python -m app.main', 'dramatiq jobs', '/usr/bin/celery -A app.main worker', 'go run main.go', './bin/server', 'gunicorn -k uvicorn.workers.UvicornWorker app:app', 'node dist/index.mjs --x=a.ts', 'a.b', 'x.py', 'rails server config.ru', 'celery', 'python manage.py runserver', 'uvicorn main:app main.py', 'hypercorn app.main:app --reload', 'flask run', 'node .', 'celery -A main worker', 'sh -c "node server.js"', 'python ./main.py', '.py', 'main.py:app'];
const PROCESSES = ['web', 'worker', 'release', 'api', 'clock', 'my-worker', 'web', 'Web_2', 'urgentworker', 'frontend', 'constructor', '__proto__', 'WEB', '_x'];

function procfile(random) {
  const lines = Array.from({ length: random.int(1, 4) }, () => `${random.pick(['', '', '  '])}${random.pick(PROCESSES)}:${random.pick([' ', '', '\t'])}${random.pick(COMMANDS)}`);
  if (random.chance(0.3)) lines.push(random.pick(['# comment', '', '1x: y', 'web', 'a b: c', 'x:', '\ufeffweb: node server.js', '\u00a0web: node a.js', 'web : x', 'release:', '-x: y']));
  return random.shuffle(lines).join(random.pick(['\n', '\n', '\r\n']));
}

const DEPLOY = [{}, {}, { cronSchedule: '0 5 * * *' }, { preDeployCommand: 'npm run migrate' }, { preDeployCommand: ['a', 'b'] }, { preDeployCommand: [] }, { preDeployCommand: 5 }, { startCommand: 'x' }, { cronSchedule: '' }, { cronSchedule: false }];

/** Texts on which TOML's readers could part: dates, numbers, keys written twice, what only a newer version of TOML takes. */
const TOML = [
  'build.buildCommand = "make"\ndeploy = { preDeployCommand = ["a", "b"] }\n',
  "[deploy]\ncronSchedule = '0 5 * * *' # daily\n",
  '[deploy]\ncronSchedule = 1979-05-27T07:32:00Z\n',
  '[build]\nbuildCommand = """\nmake \\\n  all"""\n',
  'x = 9007199254740993\n',
  'x = 0xff\ny = 1_000\nz = inf\n',
  'x = 1\nx = 2\n',
  '[build]\n[build]\n',
  'x = "\\q"\n',
  'x = 01\n',
  '[[build]]\nbuildCommand = "make"\n',
  '"build".\'buildCommand\' = "make"\r\n',
  'x = [1, "a", ]\n',
  '\ufeff[build]\n',
  'x',
];

function railway(random) {
  const deploy = random.pick(DEPLOY);
  const build = random.pick([{}, { buildCommand: 'make' }, { buildCommand: '' }, { buildCommand: 1 }, { builder: 'NIXPACKS' }]);
  if (random.chance(0.6)) return ['railway.json', random.weighted([[4, JSON.stringify({ build, deploy })], [4, JSON.stringify({ deploy })], [3, '{}'], [1, '{ broken'], [1, 'null'], [1, '{"build":null}'], [0.5, '[]'], [0.5, '0'], [0.5, '"text"'], [0.5, ''], [0.5, '\ufeff{}']])];
  const table = (name, value) => (Object.keys(value).length > 0 ? `[${name}]\n${Object.entries(value).map(([key, item]) => `${key} = ${JSON.stringify(item)}\n`).join('')}` : '');
  return ['railway.toml', random.weighted([[6, table('build', build) + table('deploy', deploy)], [2, table('deploy', deploy)], [1, ''], [1, 'a = = b'], [1, '[build]\n'], [3, random.pick(TOML)]])];
}

/** Texts on which YAML's readers could part. */
const YAML = [
  (directory) => `services: [{type: web, name: a, rootDir: ${directory}}]\n`,
  (directory) => `base: &base\n  type: web\n  rootDir: "${directory}"\nservices:\n  - <<: *base\n    name: a\n  - {<<: *base, name: b}\n`,
  (directory) => `services:\n- &a\n  type: web\n  name: a\n  rootDir: ${directory}\n- *a\n`,
  (directory) => `services:\n  - type: web\n    name: 5\n    rootDir: ${directory}\n`,
  (directory) => `services:\n  - type: web\n    name: no\n    rootDir: ${directory}\n  - type: web\n    name: true\n    rootDir: ${directory}\n`,
  (directory) => `services:\n  - type: web\n    name: ~\n    rootDir: ${directory}\n  - type: web\n    name: ""\n  - type: web\n    name: false\n`,
  (directory) => `%YAML 1.2\n---\nservices:\n  - type: !!str web\n    name: 'a'\n    rootDir: ${directory}\n...\n`,
  (directory) => `services:\n  - type: web\n    name: a\n    rootDir: ${directory}\n    buildCommand: |\n      make\n      test\n    preDeployCommand: >-\n      npm\n      run migrate\n`,
  (directory) => `services:\n  - type: web\n    name: a\n    rootDir: ${directory}\n    buildCommand: 5\n    preDeployCommand: [a, b]\n`,
  (directory) => `services:\n  - type: web # comment\n    name: a\n    name: b\n    rootDir: ${directory}\n`,
  (directory) => `services:\n\t- type: web\n\t  name: a\n\t  rootDir: ${directory}\n`,
  (directory) => `services:\n  - type: web\n    name: a\n    rootDir: ${directory}\n---\nservices: []\n`,
  (directory) => `\ufeffservices:\r\n  - type: web\r\n    name: a\r\n    rootDir: ${directory}\r\n`,
  (directory) => `{"services": [{"type": "web", "name": "a", "rootDir": "${directory}"}]}`,
  () => 'services:\n  - text\n  - 5\n  - [a]\n',
  () => 'services: 5\n',
  () => '- a\n- b\n',
  () => '# nothing\n',
  () => 'services: *missing\n',
  () => 'services: !unknown x\n',
  () => 'a: b: c\n',
  () => '? [a, b]\n: c\n',
  () => "services: 'open\n",
  () => 'null\n',
  () => 'services: {a: {type: web}}\n',
];

function render(random, directories) {
  const service = () => {
    const made = { type: random.pick(['web', 'web', 'web', 'static', 'worker', 'cron', 'pserv', 'redis', 'constructor', 'keyvalue']), name: random.pick(['web', 'api', 'app', 'site', 'jobs']), runtime: random.pick(['python', 'node', 'docker', 'go']), rootDir: random.pick([...directories, ...directories, 'missing', './web']), buildCommand: 'make', preDeployCommand: 'migrate', schedule: '0 5 * * *' };
    const keep = new Set(['type', ...random.sample(Object.keys(made), 4)]);
    if (random.chance(0.9)) keep.add('name').add('rootDir');
    return Object.entries(made).filter(([key]) => keep.has(key));
  };
  const item = (entries) => entries.map(([key, value], index) => `${index === 0 ? '  - ' : '    '}${key}: ${/^[\w./]+$/.test(value) ? value : JSON.stringify(value)}\n`).join('');
  return random.weighted([
    [12, () => `services:\n${Array.from({ length: random.int(1, 4) }, () => item(service())).join('')}`],
    [1, () => 'services: []\n'],
    [1, () => 'databases:\n  - name: db\n'],
    [1, () => 'services: [unclosed\n'],
    [1, () => ''],
    [1, () => 'text\n'],
    [6, () => random.pick(YAML)(random.pick([...directories, '.']))],
  ])();
}

/** A project's files, without a vercel.json that configures services. */
export function layout(random) {
  const files = {};
  const directories = [];
  const count = random.weighted([[2, 1], [5, 2], [5, 3], [2, 4]]);
  for (let number = 0; number < count; number++) {
    const directory = random.weighted(PLACES);
    directories.push(directory);
    const front = ['.', 'frontend', 'apps/web', 'web'].includes(directory);
    plant(files, directory, random.chance(0.75) ? (front ? frontendLike(random) : serverSkeleton(random)) : skeleton(random));
    if (random.chance(0.06)) plant(files, directory, skeleton(random));
  }
  const source = random.weighted([[10, 'layout'], [3, 'procfile'], [4, 'railway'], [3, 'render'], [1, 'all']]);
  if (source === 'procfile' || source === 'all') files.Procfile = procfile(random);
  if (source === 'railway' || source === 'all') {
    for (const directory of random.sample([...new Set(directories), 'a/b/c/d/e', 'a/b/c/d/e/f'], random.int(1, 3))) {
      const [name, text] = railway(random);
      plant(files, directory, { files: { [name]: text } });
    }
  }
  if (source === 'render' || source === 'all') files['render.yaml'] = render(random, directories);
  if (random.chance(0.3)) files['vercel.json'] = random.pick(['{}\n', '{ "cleanUrls": true }\n', '{ "services": {} }\n', '{ "experimentalServices": {} }\n']);
  return files;
}
