// What two schemas say of each place of a file: its keys, their values, types and limits.

const LIMITS = ['minLength', 'maxLength', 'minItems', 'maxItems', 'minimum', 'exclusiveMinimum', 'maximum', 'minProperties', 'maxProperties', 'pattern'];
/** Deeper than any place of the schema. */
const DEEPEST = 20;

/**
 * What a schema says by place: `.routes[].headers.* maxLength` has 32768, `.daemons.*.instances key` is there where the key is known.
 * A key that ours marks as one of the platform's alone (`x-platform`) doesn't count.
 */
export function places(root) {
  const found = new Map();
  const add = (place, what, value) => found.set(`${place} ${what}`, (found.get(`${place} ${what}`) ?? new Set()).add(value));
  const resolved = (schema) => {
    const reference = schema.$ref ?? (schema.allOf?.length === 1 ? schema.allOf[0].$ref : undefined);
    return reference ? resolved(reference.slice(2).split('/').reduce((at, key) => at[key], root)) : schema;
  };
  /** The keys without which an object is refused in every form that it may have. */
  const required = (schema) => {
    const forms = (schema.anyOf ?? schema.oneOf ?? []).map(resolved).filter(({ type = 'object' }) => type === 'object').map(required);
    return [...(schema.required ?? []), ...(forms[0] ?? []).filter((key) => forms.every((keys) => keys.includes(key)))];
  };
  const visit = (value, place, depth, isForm = false) => {
    if (value === null || typeof value !== 'object' || depth > DEEPEST) return;
    const schema = resolved(value);
    for (const limit of LIMITS.filter((limit) => limit in schema)) add(place, limit, schema[limit]);
    for (const type of [schema.type ?? []].flat()) add(place, 'type', type);
    for (const value of [schema.enum ?? [], 'const' in schema ? schema.const : []].flat()) add(place, 'value', value);
    for (const key of isForm ? [] : required(schema)) add(`${place}.${key}`, 'required', true);
    if (schema.additionalProperties === false) add(place, 'closed', true);
    for (const [key, value] of Object.entries(schema.properties ?? {})) {
      if (value === false || value['x-platform']) continue;
      add(`${place}.${key}`, 'key', true);
      visit(value, `${place}.${key}`, depth + 1);
    }
    for (const value of [schema.additionalProperties, ...Object.values(schema.patternProperties ?? {})]) visit(value, `${place}.*`, depth + 1);
    visit(schema.items, `${place}[]`, depth + 1);
    visit(schema.propertyNames, `${place}.<name>`, depth + 1);
    for (const form of [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? []), schema.then, schema.else]) visit(form, place, depth + 1, true);
  };
  visit(root, '', 0);
  return found;
}

/** A limit that says nothing, or is implied by the values that are allowed. */
const isIdle = (place, what) => place.endsWith('.handle') && what === 'maxLength';

/** Where the CLI's schema and ours differ: `{ place, what, theirs, ours }`. Of a key that only one of them knows nothing more is said. */
export function differences(theirSchema, ourSchema) {
  const [theirs, ours] = [places(theirSchema), places(ourSchema)];
  const text = (values) => (values ? [...values].map((value) => JSON.stringify(value)).sort().join(', ') : undefined);
  const isBelow = (place, key) => place.startsWith(key) && /^[.[]|^$/.test(place.slice(key.length));
  const all = [...new Set([...theirs.keys(), ...ours.keys()])].map((name) => {
    const end = name.lastIndexOf(' ');
    return { place: name.slice(0, end), what: name.slice(end + 1), theirs: text(theirs.get(name)), ours: text(ours.get(name)) };
  });
  const differ = all.filter(({ theirs, ours }) => theirs !== ours);
  const keys = differ.filter(({ what }) => what === 'key');
  return differ.filter((it) => {
    if (it.what !== 'key' && keys.some((key) => isBelow(it.place, key.place))) return false;
    if (it.what === 'key') return !keys.some((key) => key !== it && isBelow(it.place, key.place));
    // Values have their type; a limit of 0 is none.
    if (it.what === 'type') return !theirs.has(`${it.place} value`) && !ours.has(`${it.place} value`);
    return !isIdle(it.place, it.what) && !(it.theirs === '0' && it.ours === undefined);
  });
}
