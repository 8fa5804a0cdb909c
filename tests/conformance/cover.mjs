// Prints which codes the goldens reach, and which they don't and why. Exits 1 where a code is neither.
//
//   node cover.mjs
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ALL, UNREACHABLE, codesOf, schemaPlaceOf } from './codes.mjs';

const goldens = join(dirname(fileURLToPath(import.meta.url)), 'goldens');

/** The cases of the goldens that are projects. */
export function goldenCases() {
  return readdirSync(goldens)
    .filter((file) => file.endsWith('.ndjson'))
    .flatMap((file) => readFileSync(join(goldens, file), 'utf8').trim().split('\n').map((line) => ({ set: file, ...JSON.parse(line) })))
    .filter(({ files }) => files);
}

const reached = new Map();
const places = new Set();
let cases = 0;
let accepted = 0;
for (const made of goldenCases()) {
  for (const code of codesOf(made, made.expect)) reached.set(code, (reached.get(code) ?? 0) + 1);
  if (made.kind) continue;
  cases += 1;
  accepted += made.expect.accepted ? 1 : 0;
  const place = schemaPlaceOf(made.expect);
  if (place) places.add(place);
}

const missing = ALL.filter((code) => !reached.has(code) && !(code in UNREACHABLE));
const unexpected = [...reached.keys()].filter((code) => !ALL.includes(code));
console.log(`${cases} cases, ${accepted} accepted, ${cases - accepted} refused; ${places.size} places of the schema refused`);
for (const code of ALL) if (reached.has(code)) console.log(`  reached      ${code} (${reached.get(code)})`);
for (const [code, reason] of Object.entries(UNREACHABLE)) if (!reached.has(code)) console.log(`  unreachable  ${code}: ${reason}`);
for (const code of missing) console.log(`  MISSING      ${code}`);
for (const code of unexpected) console.log(`  UNLISTED     ${code} (${reached.get(code)})`);
process.exitCode = missing.length + unexpected.length > 0 ? 1 : 0;
