// Asks the CLI's validator, and ajv with our schema, about generated configurations, and fails where they differ.
//   node agree.mjs [--seed TEXT] [--count NUMBER] [--write FILE]
// --write keeps the cases of at most --longest characters with the CLI's verdict, as JSON lines, for the tests in Rust:
//   node agree.mjs --seed committed --count 6000 --longest 500 --write cases.jsonl
//   SCHEMA_CASES=FILE cargo test --test product schema
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { cliVersion, schemaError } from '../conformance/vercel.mjs';
import { acceptedByAjv } from './ajv.mjs';
import { generate } from './generate.mjs';

const { values } = parseArgs({
  options: { seed: { type: 'string' }, count: { type: 'string', default: '20000' }, write: { type: 'string' }, longest: { type: 'string', default: '100000' } },
});
const seed = values.seed ?? String(Date.now());
const count = Number(values.count);
const lines = [];
const keywords = new Map();
let accepted = 0;
let different = 0;
for (let index = 0; index < count; index++) {
  const text = generate(`${seed}/${index}`);
  const config = JSON.parse(text);
  const error = schemaError(config);
  const ours = acceptedByAjv(config);
  if (error === null) accepted++;
  else keywords.set(error.keyword, (keywords.get(error.keyword) ?? 0) + 1);
  if (ours !== (error === null)) {
    different++;
    if (different <= 20) console.error(`${ours ? 'only the CLI refuses' : 'only our schema refuses'}: ${text.slice(0, 600)}\n  ${error?.dataPath} ${error?.message}`);
  }
  if (text.length <= Number(values.longest)) lines.push(JSON.stringify({ text, accepted: error === null }));
}
if (values.write) writeFileSync(values.write, `${lines.join('\n')}\n`);
const reached = [...keywords].sort((a, b) => b[1] - a[1]).map(([keyword, times]) => `${keyword} ${times}`);
console.log(`vercel ${cliVersion}, seed ${seed}: ${count} configurations, ${accepted} accepted, ${different} differences`);
console.log(`refused for: ${reached.join(', ')}`);
process.exitCode = different === 0 ? 0 : 1;
