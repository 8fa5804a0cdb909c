// Runs the table of `facts.mjs` against `svc-lsp route`, and prints what differs.
import { ofOurs } from '../build/compare.mjs';
import * as ours from '../build/ours.mjs';
import { lay, prepare } from '../build/workplace.mjs';
import { facts } from './facts.mjs';

const place = prepare();
process.on('exit', () => place.remove());
let asked = 0;
let differ = 0;
for (const { of, config, files, requests } of facts) {
  const project = { files: { 'vercel.json': JSON.stringify(config), ...Object.fromEntries(files.map((name) => [name, name.startsWith('api/') ? 'module.exports = () => {};\n' : 'x\n'])) } };
  const folder = lay(place, of, project);
  for (const [line, [who, headers = []]] of Object.entries(requests)) {
    const [, method, url] = /^(?:([A-Z]+) )?(.*)$/.exec(line);
    asked += 1;
    const answer = ofOurs(await ours.route(folder, { url, method }), project);
    const areHeadersSame = !/^(file|function)/.test(who) || answer?.headers.join('\n') === headers.join('\n');
    if (answer?.who === who && areHeadersSame) continue;
    differ += 1;
    console.error(`${of}: ${line}: expected ${[who, ...headers].join(', ')}; ours ${answer ? [answer.who, ...answer.headers].join(', ') : 'only the build decides'}`);
  }
}
console.log(`${asked} requests of ${facts.length} projects of Vercel's tests; ${differ} differ`);
process.exit(differ > 0 ? 1 : 0);
