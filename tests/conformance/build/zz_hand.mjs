import { Builder } from './cli.mjs';
import { refusal } from './refusals.mjs';
import { lay, prepare } from './workplace.mjs';
import * as ours from './ours.mjs';
import { readFileSync } from 'node:fs';
const place = prepare(); const b = new Builder(place);
const { default: projects } = await import(process.argv[2]);
for (const [name, made] of Object.entries(projects)) {
  made.config ??= {}; made.files['vercel.json'] ??= JSON.stringify(made.config);
  const folder = lay(place, name, made);
  const r = await b.build(lay(place, name + '-b', made));
  console.log('#####', name, 'STATUS', r.status, refusal(r, made));
  console.log(r.output.replace(/\/dev\/shm\/[^ ]*projects\//g, '').split('\n').filter((l) => !/^(Vercel CLI|WARN|Using|No Python|Fix:|Creating|Installing|\s*$)/.test(l)).slice(-14).map((l) => '   ' + l.slice(0, 220)).join('\n'));
  const c = await ours.check(folder); for (const d of c.json.files.flatMap((f) => f.diagnostics)) console.log('  >>', d.severity, d.code, d.vercelCode, d.message);
}
b.stop(); place.remove();
