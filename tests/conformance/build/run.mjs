// Builds fresh projects with the real `vercel build`, and holds what it wrote against svc-lsp's answers.
//
//   node run.mjs [--seed N] [--count 30] [--requests 20] [--mode route|check] [--only NAME] [--cold] [--keep FOLDER] [--report FILE]
//
// The seed is printed; the same seed makes the same projects and requests again.
import { cpSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Builder } from './cli.mjs';
import { differences, ofDeployment, ofOurs } from './compare.mjs';
import { answer, load } from './output.mjs';
import * as ours from './ours.mjs';
import { project, requests } from './projects.mjs';
import { ofPlatform, reachesRegistry, refusable, refusal } from './refusals.mjs';
import { lay, prepare } from './workplace.mjs';
import { isCaseSensitive } from './config.mjs';
import { services } from './services.mjs';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
    count: { type: 'string', default: '30' },
    requests: { type: 'string', default: '20' },
    only: { type: 'string' },
    mode: { type: 'string', default: 'route' },
    cold: { type: 'boolean', default: false },
    keep: { type: 'string' },
    report: { type: 'string' },
  },
});
const count = Number(values.count);
console.log(`${count} builds, seed ${values.seed}`);

const place = prepare();
const builder = new Builder(place, { cold: values.cold });
process.on('exit', () => {
  builder.stop();
  place.remove();
});
if (!place.python) console.log('No Python 3.12 with uv here: projects are without Python.');

const report = [];
const tally = { builds: 0, refused: 0, failed: 0, platform: 0, requests: 0, undecided: 0, differ: 0 };
let seconds = 0;
const names = values.only ? [values.only] : Array.from({ length: count }, (_, index) => `${values.seed}-${index}`);
for (const name of names) {
  if (tally.builds > 0 && tally.builds % 10 === 0) console.log(`  ${tally.builds} of ${names.length}`);
  const made = values.mode === 'check' ? refusable(name, place) : project(name, place);
  const folder = lay(place, name, made);
  const differ = (what) => {
    tally.differ += 1;
    report.push({ project: name, ...what });
    if (tally.differ <= 20) console.error(`──── ${name} ────\n${made.files['vercel.json']}\n${Object.keys(made.files).join(' ')}\n${JSON.stringify(what, null, 1)}`);
  };
  // Building writes into the services' folders; ours is asked about the project as it was.
  const built = lay(place, `${name}-built`, made);
  const { status, output, seconds: took } = await builder.build(built);
  seconds += took;
  tally.builds += 1;
  if (values.mode === 'check') {
    const code = refusal({ status, output }, made);
    const isRefused = code !== undefined;
    if (status !== 0 && !isRefused && !reachesRegistry({ output }, made)) {
      tally.failed += 1;
      continue;
    }
    tally.refused += isRefused ? 1 : 0;
    const checked = await ours.check(folder);
    const errors = checked.json.files.flatMap((file) => file.diagnostics).filter(({ severity }) => severity === 'error');
    const codes = errors.map((each) => each.vercelCode ?? each.code);
    // What the platform rejects when the deployment is created, no build tells.
    const isOfPlatform = !isRefused && errors.length > 0 && errors.every((each) => ofPlatform.has(each.code));
    if (isOfPlatform) tally.platform += 1;
    else if ((checked.status === 1) !== isRefused) differ({ kind: isRefused ? 'refused, and we say nothing' : 'built, and we refuse', code, ours: codes, output: output.slice(-300) });
    // The schema is one code for all that it rejects.
    else if (code && code !== 'INVALID_VERCEL_CONFIG' && !codes.some((each) => each.toLowerCase() === code.toLowerCase())) differ({ kind: 'another code', code, ours: codes });
    continue;
  }
  if (status !== 0) {
    tally.refused += 1;
    const checked = await ours.check(folder);
    if (checked.status === 0) differ({ kind: 'refused', output: output.slice(-400) });
    if (values.only) console.log(output);
    continue;
  }
  const deployment = load(built);
  for (const difference of services(deployment.config, await ours.inspect(folder))) differ({ kind: 'inspect', ...difference });
  for (const request of requests(made, Number(values.requests))) {
    tally.requests += 1;
    const theirs = ofDeployment(answer(deployment, request, { caseSensitive: isCaseSensitive(made.config) }), request);
    const json = await ours.route(folder, request);
    const mine = ofOurs(json, made);
    if (!mine) {
      tally.undecided += 1;
      continue;
    }
    const found = differences(theirs, mine);
    if (found.length === 0) continue;
    const steps = (json.steps ?? []).map((step) => `${step.kind} ${step.path} ${step.effect} ${step.to}`);
    differ({ kind: found.join(' '), request, theirs, ours: mine, steps });
  }
  if (values.keep) cpSync(built, join(resolve(values.keep), name), { recursive: true });
}
if (values.mode === 'check') {
  console.log(`${tally.builds} builds (${(seconds / tally.builds).toFixed(2)} s each), ${tally.refused} refused, ${tally.platform} that only the platform refuses, ${tally.failed} that failed for another reason`);
} else {
  console.log(`${tally.builds} builds (${tally.refused} refused, ${(seconds / tally.builds).toFixed(2)} s each), ${tally.requests} requests, ${tally.undecided} that only the build decides`);
}
if (values.report) writeFileSync(values.report, report.map((each) => JSON.stringify(each)).join('\n') + '\n');
if (tally.differ > 0) console.error(`${tally.differ} differ; again: node tests/conformance/build/run.mjs --mode ${values.mode} --seed ${values.seed} --count ${count} --requests ${values.requests}`);
process.exit(tally.differ > 0 ? 1 : 0);
