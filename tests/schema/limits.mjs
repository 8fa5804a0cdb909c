// Compares each limit (length, bound, count, pattern) that the CLI's schema and ours set, place by place: random values seldom meet the
// large ones. Exits 1 where they differ.
//
//   node limits.mjs
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { schema as theirs } from '../conformance/vercel.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const ours = JSON.parse(readFileSync(join(here, '../../server/config/schema/vercel.schema.json'), 'utf8'));

const LIMITS = ['minLength', 'maxLength', 'minItems', 'maxItems', 'minimum', 'exclusiveMinimum', 'maximum', 'minProperties', 'maxProperties', 'pattern'];
/** Deeper than any place of the schema. */
const DEEPEST = 20;

/** The limits of a schema by place: `.routes[].headers.* maxLength` has 32768. */
function limits(root) {
  const found = new Map();
  const visit = (schema, place, depth) => {
    if (schema === null || typeof schema !== 'object' || depth > DEEPEST) return;
    const reference = schema.$ref ?? (schema.allOf?.length === 1 ? schema.allOf[0].$ref : undefined);
    if (reference) return visit(reference.slice(2).split('/').reduce((at, key) => at[key], root), place, depth);
    for (const limit of LIMITS.filter((limit) => limit in schema)) {
      const key = `${place} ${limit}`;
      found.set(key, (found.get(key) ?? new Set()).add(schema[limit]));
    }
    for (const [key, value] of Object.entries(schema.properties ?? {})) visit(value, `${place}.${key}`, depth + 1);
    for (const value of [schema.additionalProperties, ...Object.values(schema.patternProperties ?? {})]) visit(value, `${place}.*`, depth + 1);
    visit(schema.items, `${place}[]`, depth + 1);
    visit(schema.propertyNames, `${place}.<name>`, depth + 1);
    for (const value of [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? []), schema.then, schema.else]) visit(value, place, depth + 1);
  };
  visit(root, '', 0);
  return found;
}

/** A limit that says nothing, or is implied by the values that are allowed. */
const isIdle = (key) => /\.handle maxLength$/.test(key);

const [expected, got] = [limits(theirs), limits(ours)];
const text = (values) => JSON.stringify([...(values ?? [])].sort());
const isChecked = (key) => key.split(/[.[ ]/)[1] in theirs.properties;
let different = 0;
for (const key of new Set([...expected.keys(), ...got.keys()])) {
  const [wanted, has] = [expected.get(key), got.get(key)];
  const saysNothing = has === undefined && [...wanted].every((limit) => limit === 0);
  if (!isChecked(key) || isIdle(key) || saysNothing || text(wanted) === text(has)) continue;
  different += 1;
  console.error(`${key}: the CLI has ${text(wanted)}, we have ${text(has)}`);
}
console.log(`${expected.size} limits of the CLI's schema, ${different} differ from ours`);
process.exitCode = different === 0 ? 0 : 1;
