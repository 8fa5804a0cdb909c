import { Builder } from './cli.mjs';
import { refusable, refusal } from './refusals.mjs';
import { lay, prepare } from './workplace.mjs';
import * as ours from './ours.mjs';
import { cpSync, rmSync } from 'node:fs';
const place = prepare(); const b = new Builder(place);
for (const name of process.argv.slice(2)) {
  const made = refusable(name, place);
  const folder = lay(place, name, made);
  const r = await b.build(lay(place, name + '-b', made));
  console.log('#####', name, made.kind, JSON.stringify(made.settings ?? null));
  for (const [p, t] of Object.entries(made.files)) console.log('==', p, '\n' + t.slice(0, 600));
  console.log('STATUS', r.status, refusal(r, made)); console.log(r.output.slice(-1500));
  const c = await ours.check(folder); for (const d of c.json.files.flatMap((f) => f.diagnostics)) console.log(d.severity, d.code, d.vercelCode, d.message);
  rmSync('/tmp/one/' + name, { recursive: true, force: true }); cpSync(folder, '/tmp/one/' + name, { recursive: true });
}
b.stop(); place.remove();
