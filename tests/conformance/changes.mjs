// What a version of the CLI changes that nobody but a person can follow: each with the place where it is to be changed. Pure functions.
import { codesOf, schemaPlaceOf } from './codes.mjs';

const camel = (name) => name.replace(/_+(\w)/g, (_, letter) => letter.toUpperCase());

/** The types in a source of `schema/generate/src`: the line of each and those of its fields, by the key in the file. */
export function typesIn(file, text) {
  const types = [];
  let renamed;
  text.split('\n').forEach((line, at) => {
    if (/^pub (struct|enum) /.test(line)) types.push({ file, line: at + 1, fields: new Map() });
    renamed = /^ +#\[serde\(rename = "([^"]+)"/.exec(line)?.[1] ?? renamed;
    const [, field, variant] = /^ {4,8}(?:(?:pub )?(?:r#)?([a-z]\w*):|([A-Z]\w*))/.exec(line) ?? [];
    if (field) types.at(-1)?.fields.set(renamed ?? camel(field), at + 1);
    if (field || variant) renamed = undefined;
  });
  return types;
}

/** The type's field that a place of the schema comes from, as `file:line`; the type itself where it has no such field yet. */
export function sourceOf(place, keys, types) {
  const [, parent, key] = /^(.*)\.([^.[\]*<>]+)[^\w$]*(?:\.(?:\*|<name>)|\[\])*$/.exec(place) ?? [];
  if (!key) return undefined;
  const siblings = keys.filter((other) => other.startsWith(`${parent}.`) && !/[.[]/.test(other.slice(parent.length + 1))).map((other) => other.slice(parent.length + 1));
  const likeness = ({ fields }) => siblings.filter((it) => fields.has(it)).length / new Set([...siblings, ...fields.keys()]).size;
  const having = types.filter(({ fields }) => fields.has(key));
  const [best] = (having.length > 0 ? having : types).toSorted((a, b) => likeness(b) - likeness(a));
  return best && likeness(best) > 0 ? `${best.file}:${best.fields.get(key) ?? best.line}` : undefined;
}

/** A difference of the two schemas in words, ours first: that is what is to be changed. */
export function inWords({ what, theirs, ours }) {
  if (what === 'key') return theirs ? 'a key that the CLI knows and we don\'t' : 'a key that we know and the CLI doesn\'t';
  if (what === 'required') return theirs ? 'optional → required' : 'required → optional';
  if (what === 'closed') return theirs ? 'other keys allowed → refused' : 'other keys refused → allowed';
  return `${what} ${ours ?? 'none'} → ${theirs ?? 'none'}`;
}

/** What differs between the codes of two versions, each a map from a code to the numbers in its messages. */
export function codeDifferences(before, after) {
  const all = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return all.flatMap((code) => {
    const [was, is] = [before[code]?.join(', '), after[code]?.join(', ')];
    if (was === is) return [];
    if (was === undefined) return [{ code, text: 'appeared' }];
    return [{ code, text: is === undefined ? 'disappeared' : `numbers in its message: ${was || 'none'} → ${is || 'none'}` }];
  });
}

/** The codes in a verdict; with the place of the schema where the schema refuses. */
function shown(made, verdict) {
  const place = schemaPlaceOf(verdict);
  const ofMigration = made.kind === 'migrate' ? (verdict.errors ?? []).map(({ code }) => `migration ${code}`) : [];
  return [...new Set([...codesOf(made, verdict), ...ofMigration])].map((code) => (place && code === 'config INVALID_VERCEL_CONFIG' ? `${code} at ${place}` : code));
}

/** The first leaf that differs at each path, old → new; paths are without numbers: `services[].builder.use`. */
function changedLeaves(was, is, path = '', found = new Map()) {
  if (JSON.stringify(was) === JSON.stringify(is)) return found;
  const [a, b] = [was, is].map((value) => (value !== null && typeof value === 'object' ? value : undefined));
  if (!a || !b) return found.has(path) ? found : found.set(path, `${path} ${[was, is].map((it) => (it === undefined ? 'none' : JSON.stringify(it).slice(0, 60))).join(' → ')}`);
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) changedLeaves(a[key], b[key], Array.isArray(a) ? `${path}[]` : path ? `${path}.${key}` : key, found);
  return found;
}

/**
 * The cases whose verdict changed, grouped by the codes that came (or else went), or else by the fields: `{ text, codes, places, sets, names }`
 * with the places of the schema that are concerned, the largest group first.
 */
export function verdictGroups(cases) {
  const groups = new Map();
  for (const { set, made, was, is } of cases) {
    if (JSON.stringify(was) === JSON.stringify(is)) continue;
    const [before, after] = [shown(made, was), shown(made, is)];
    const gone = before.filter((code) => !after.includes(code));
    const come = after.filter((code) => !before.includes(code));
    const leaves = gone.length + come.length > 0 ? new Map() : changedLeaves(was, is);
    const key = JSON.stringify(come.length > 0 ? come : [gone, [...leaves.keys()].sort()]);
    const group = groups.get(key) ?? { gone: new Set(), come, leaves, sets: new Set(), names: [] };
    if (gone.length + come.length > 0) group.gone.add(gone.join(', ') || 'no error');
    group.sets.add(set);
    group.names.push(made.name);
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => b.names.length - a.names.length).map(({ gone, come, leaves, sets, names }) => {
    const codes = come.length > 0 ? come : [...gone];
    const text = gone.size > 0 ? `${someOf([...gone], ' or ')} → ${come.join(', ') || 'no error'}` : someOf([...leaves.values()], ', ');
    const named = gone.size > 0 ? [...new Set(codes.flatMap((it) => it.split(', ')))] : [];
    const places = named.flatMap((it) => / at (\S*)/.exec(it)?.[1] ?? []);
    return { text, codes: named.filter((it) => !it.includes(' at ')).map((it) => it.split(' ')[1]), places, sets: [...sets], names };
  });
}

/** The first of many, with a mark where there are more. */
export function someOf(all, between = ' ', most = 4) {
  return all.length > most ? `${all.slice(0, most).join(between)}${between}…` : all.join(between);
}

/** The whole list as text. `sections` are `{ title, items: [{ at, text }] }`; empty ones are left out. */
export function listOf(version, sections) {
  const full = sections.filter(({ items }) => items.length > 0);
  if (full.length === 0) return `Nothing has to change by hand for Vercel CLI ${version}.`;
  const lines = full.flatMap(({ title, items }) => ['', title, ...items.map(({ at, text }) => `  ${at ?? '(no place found)'}  ${text}`)]);
  const count = full.reduce((sum, { items }) => sum + items.length, 0);
  return [`To change by hand for Vercel CLI ${version}: ${count} ${count === 1 ? 'item' : 'items'}`, ...lines].join('\n');
}
