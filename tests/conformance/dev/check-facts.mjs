// Runs the table of `facts.mjs` against `svc-lsp route`, and prints what differs.
import { ofOurs } from '../build/compare.mjs';
import * as ours from '../build/ours.mjs';
import { lay, prepare } from '../build/workplace.mjs';
import { facts } from './facts.mjs';

const place = prepare();
process.on('exit', () => place.remove());
let asked = 0;
let differ = 0;
for (const { of, config, files, texts, requests } of facts) {
  const project = { files: { 'vercel.json': JSON.stringify(config), ...Object.fromEntries(files.map((name) => [name, name.startsWith('api/') ? 'module.exports = () => {};\n' : 'x\n'])), ...texts } };
  const folder = lay(place, of, project);
  for (const [line, [who, headers = [], received]] of Object.entries(requests)) {
    const [, method, url] = /^(?:([A-Z]+) )?(.*)$/.exec(line);
    asked += 1;
    const answer = ofOurs(await ours.route(folder, { url, method }), project);
    const areHeadersSame = !/^(file|function|service)/.test(who) || answer?.headers.join('\n') === headers.join('\n');
    const isReceivedSame = received === undefined || answer?.received === received;
    if (answer?.who === who && areHeadersSame && isReceivedSame) continue;
    differ += 1;
    console.error(`${of}: ${line}: expected ${[who, ...headers, received].filter(Boolean).join(', ')}; ours ${answer ? [answer.who, ...answer.headers, answer.received].filter(Boolean).join(', ') : 'only the build decides'}`);
  }
}
console.log(`${asked} requests of ${facts.length} projects of Vercel's tests; ${differ} differ`);
process.exit(differ > 0 ? 1 : 0);
