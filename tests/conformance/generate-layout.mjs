// Random projects that configure nothing: layouts, Procfiles, Railway and Render files for Vercel to infer services from.
import { plant, serverSkeleton, skeleton } from './skeletons.mjs';

const frontendLike = (random) => {
  for (;;) {
    const made = skeleton(random);
    if (made.framework && !made.python && !made.container && made.files['package.json']) return made;
  }
};

const PLACES = [
  [6, '.'], [8, 'frontend'], [5, 'apps/web'], [10, 'backend'], [6, 'services/users'], [5, 'services/mail'], [2, 'services/backend'], [2, 'services/frontend'], [1, 'services'], [2, 'web'], [2, 'api'], [1, 'services/.hidden'], [1, 'node_modules/x'],
];

const COMMANDS = ['gunicorn app.main:app', 'node server.js', 'python main.py', 'uvicorn main:app --port $PORT', 'celery -A tasks worker', 'bundle exec puma', 'npm start', 'python -m app.main', 'dramatiq jobs', '/usr/bin/celery -A app.main worker', 'go run main.go', './bin/server', 'gunicorn -k uvicorn.workers.UvicornWorker app:app', 'node dist/index.mjs --x=a.ts', 'a.b', 'x.py', 'rails server config.ru', 'celery'];
const PROCESSES = ['web', 'worker', 'release', 'api', 'clock', 'my-worker', 'web', 'Web_2', 'urgentworker'];

function procfile(random) {
  const lines = Array.from({ length: random.int(1, 4) }, () => `${random.pick(['', '', '  '])}${random.pick(PROCESSES)}:${random.pick([' ', '', '\t'])}${random.pick(COMMANDS)}`);
  if (random.chance(0.3)) lines.push(random.pick(['# comment', '', '1x: y', 'web', 'a b: c', 'x:']));
  return random.shuffle(lines).join(random.pick(['\n', '\n', '\r\n']));
}

const DEPLOY = [{}, { cronSchedule: '0 5 * * *' }, { preDeployCommand: 'npm run migrate' }, { preDeployCommand: ['a', 'b'] }, { startCommand: 'x' }, { cronSchedule: '' }];

function railway(random) {
  const deploy = random.pick(DEPLOY);
  const build = random.pick([{}, { buildCommand: 'make' }, { builder: 'NIXPACKS' }]);
  if (random.chance(0.6)) return ['railway.json', random.pick([JSON.stringify({ build, deploy }), JSON.stringify({ deploy }), '{}', '{ broken', 'null', '{"build":null}'])];
  const table = (name, value) => (Object.keys(value).length > 0 ? `[${name}]\n${Object.entries(value).map(([key, item]) => `${key} = ${JSON.stringify(item)}\n`).join('')}` : '');
  return ['railway.toml', random.pick([table('build', build) + table('deploy', deploy), table('build', build) + table('deploy', deploy), '', 'a = = b', '[build]\n'])];
}

function render(random, directories) {
  const service = () => {
    const made = { type: random.pick(['web', 'web', 'web', 'static', 'worker', 'cron', 'pserv', 'redis', 'constructor']), name: random.pick(['web', 'api', 'app', 'site', 'jobs']), runtime: random.pick(['python', 'node', 'docker', 'go']), rootDir: random.pick([...directories, ...directories, 'missing', './web']), buildCommand: 'make', preDeployCommand: 'migrate', schedule: '0 5 * * *' };
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
