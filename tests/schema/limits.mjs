// Compares what the CLI's schema and ours say of each place (keys, values, limits, what is required): random values seldom meet the large limits,
// and never a key that only ours knows. Exits 1 where they differ.
//
//   node limits.mjs
import { readFileSync } from 'node:fs';
import { schema as theirs } from '../conformance/vercel.mjs';
import { differences, places } from './places.mjs';

const ours = JSON.parse(readFileSync(new URL('../../server/config/schema/vercel.schema.json', import.meta.url), 'utf8'));
const found = differences(theirs, ours);
for (const { place, what, theirs, ours } of found) console.error(`${place} ${what}: the CLI has ${theirs ?? 'none'}, we have ${ours ?? 'none'}`);
console.log(`${places(theirs).size} facts of the CLI's schema, ${found.length} differ from ours`);
process.exitCode = found.length === 0 ? 0 : 1;
