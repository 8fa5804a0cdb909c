// Serves fresh projects with the real `vercel dev -L`, and asks it over HTTP: it checks the interpreter of the build's output, and svc-lsp.
//
//   node run.mjs [--seed N] [--count 10] [--requests 20] [--only NAME] [--unnamed 0] [--report FILE]
//
// --unnamed: how many differences between the judges may have no name yet. In new projects there is one in about five thousand requests.
import { writeFileSync } from 'node:fs';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { Builder } from '../build/cli.mjs';
import { differences, ofDeployment, ofOurs } from '../build/compare.mjs';
import { isCaseSensitive } from '../build/config.mjs';
import { kindOf } from '../build/judges.mjs';
import * as ours from '../build/ours.mjs';
import { answer, load } from '../build/output.mjs';
import { project, requests } from '../build/projects.mjs';
import { lay, prepare } from '../build/workplace.mjs';
import { ofResponse } from './answer.mjs';
import { get, start } from './server.mjs';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
    count: { type: 'string', default: '10' },
    requests: { type: 'string', default: '20' },
    only: { type: 'string' },
    unnamed: { type: 'string', default: '0' },
    report: { type: 'string' },
  },
});
const count = Number(values.count);
console.log(`${count} dev servers, seed ${values.seed}`);
const place = prepare({ runs: true });
const builder = new Builder(place);
let server;
process.on('exit', () => {
  server?.stop?.();
  builder.stop();
  place.remove();
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));

/** `vercel dev` has no server for a static service, and ends (DEV_SERVICE_START_FAILED). */
const isServed = ({ config }) => !Object.values(config.services ?? {}).some(({ root }) => root === 'site');

const report = [];
const tally = { servers: 0, unserved: 0, failed: 0, silent: 0, requests: 0, habits: 0, judges: {}, unnamed: 0, differ: 0 };
let seconds = 0;
// Projects that can't be served are followed by others, but not for ever.
for (const name of values.only ? [values.only] : Array.from({ length: count * 4 }, (_, index) => `${values.seed}-${index}`)) {
  if (tally.servers === count) break;
  if (tally.servers > 0 && tally.servers % 5 === 0) console.log(`  ${tally.servers} of ${count}`);
  const made = project(name, place);
  if (!isServed(made)) {
    tally.unserved += 1;
    continue;
  }
  const folder = lay(place, name, made);
  const built = lay(place, `${name}-built`, made);
  const served = lay(place, `${name}-served`, made, { linked: false });
  if ((await builder.build(built)).status !== 0) continue;
  const deployment = load(built);
  const begin = performance.now();
  server = await start(place, served);
  tally.servers += 1;
  if (server.failed !== undefined) {
    tally.failed += 1;
    if (values.only) console.error(server.failed);
    report.push({ project: name, kind: 'failed', output: server.failed.slice(-300) });
    continue;
  }
  for (const request of requests(made, Number(values.requests))) {
    const caseSensitive = isCaseSensitive(made.config);
    const produced = ofDeployment(answer(deployment, request, { caseSensitive, asDev: true }), request);
    const deployed = ofDeployment(answer(deployment, request, { caseSensitive }), request);
    // Another host can't be asked here.
    if (produced.who.startsWith('external')) continue;
    tally.requests += 1;
    const dev = ofResponse(await get(server.port, request));
    // It has ended, as it does in some projects of static services alone.
    if (dev.who === 'status 0') {
      tally.silent += 1;
      continue;
    }
    const of = (mine, theirs) => differences(theirs, mine).filter((member) => member !== 'headers' || theirs.headers.length > 0);
    const found = of(produced, dev);
    if (found.length > 0) {
      const kind = kindOf({ project: made, request, dev, produced, found });
      if (kind) tally.judges[kind] = (tally.judges[kind] ?? 0) + 1;
      else {
        tally.unnamed += 1;
        report.push({ project: name, kind: `judges ${found.join(' ')}`, request, dev, produced, config: made.config, files: Object.keys(made.files) });
      }
      continue;
    }
    // Where the habits of `vercel dev` make the difference, only the interpreter is checked.
    if (!isDeepStrictEqual(produced, deployed)) {
      tally.habits += 1;
      continue;
    }
    const json = await ours.route(folder, request);
    const mine = ofOurs(json, made);
    if (mine && of(mine, dev).length > 0) {
      tally.differ += 1;
      report.push({ project: name, kind: `ours ${of(mine, dev).join(' ')}`, request, dev, ours: mine, config: made.config });
    }
  }
  server.stop();
  seconds += (performance.now() - begin) / 1000;
}
if (values.report) writeFileSync(values.report, report.map((each) => JSON.stringify(each)).join('\n') + '\n');
for (const each of report.filter(({ kind }) => kind !== 'failed').slice(0, 20)) console.error(JSON.stringify(each, null, 1));
console.log(`${tally.servers} servers (${tally.failed} not ready, ${tally.unserved} projects with a static service left out, ${(seconds / Math.max(1, tally.servers - tally.failed)).toFixed(1)} s each with their requests), ${tally.requests} requests (${tally.habits} of which it answers by its own habits, ${tally.silent} not at all); differences between the judges ${JSON.stringify(tally.judges)}`);
if (tally.unnamed > 0) console.error(`${tally.unnamed} of the judges' differences have no name in judges.json yet.`);
if (tally.differ + tally.unnamed > 0) console.error(`${tally.differ} of ours differ; again: node tests/conformance/dev/run.mjs --seed ${values.seed} --count ${count} --requests ${values.requests}`);
if (tally.silent > tally.requests / 4) console.error('It leaves too many requests without an answer.');
process.exit(tally.differ > 0 || tally.unnamed > Number(values.unnamed) || tally.silent > tally.requests / 4 ? 1 : 0);
