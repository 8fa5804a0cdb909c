// Run with `node --test`.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeDifferences, inWords, listOf, sourceOf, typesIn, verdictGroups } from './changes.mjs';
import { readFileSync } from 'node:fs';
import { unaccounted } from './build/accounts.mjs';
import { codesIn } from './build/cli-codes.mjs';
import { differences } from '../schema/places.mjs';

test('every code of the CLI has a rule, or a reason why it has none', () => {
  const codes = JSON.parse(readFileSync(new URL('./build/codes.json', import.meta.url), 'utf8'));
  assert.deepEqual(unaccounted(codes), { missing: [], needless: [] });
  const { missing } = unaccounted({ ...codes, some: { NEW_REFUSAL: [], '*_AND_SOMETHING_NEW': [], invalid_rewrite: [] } });
  assert.deepEqual(missing, ['*_AND_SOMETHING_NEW', 'NEW_REFUSAL']);
  const [, ...others] = Object.entries(codes);
  assert.ok(unaccounted(Object.fromEntries(others)).needless.includes('ALIAS_IN_USE'));
});

test('codes that are put together or assigned are found', () => {
  assert.deepEqual(codesIn('new E({code:`${a.toUpperCase()}_NOT_FOUND`,message:"x"});e.code="LATER_CODE";f({code:`${a}-${b}`})'), { '*_NOT_FOUND': [], LATER_CODE: [] });
});

const object = (properties, more = {}) => ({ type: 'object', additionalProperties: false, properties, ...more });
const daemons = (daemon) => object({ daemons: { type: 'object', additionalProperties: daemon } });
const said = (theirs, ours) => differences(theirs, ours).map((it) => `${it.place}: ${inWords(it)}`);

test('a key that only one schema knows is found in every nesting, and nothing is said of what is below it', () => {
  const instances = { type: 'object', additionalProperties: { type: 'integer', minimum: 0 } };
  const [older, newer] = [daemons(object({ root: { type: 'string' } })), daemons(object({ root: { type: 'string' }, instances }))];
  assert.deepEqual(said(older, newer), ['.daemons.*.instances: a key that we know and the CLI doesn\'t']);
  assert.deepEqual(said(newer, older), ['.daemons.*.instances: a key that the CLI knows and we don\'t']);
  const list = (item) => object({ crons: { type: 'array', items: { anyOf: [{ type: 'string' }, item] } } });
  assert.deepEqual(said(list(object({})), list(object({ path: {} }))), ['.crons[].path: a key that we know and the CLI doesn\'t']);
});

test('a key of the platform alone is no difference until the CLI knows it', () => {
  const ours = object({ fluid: { type: 'boolean', 'x-platform': true } });
  assert.deepEqual(said(object({}), ours), []);
  assert.deepEqual(said(object({ fluid: { type: 'boolean' } }), ours), ['.fluid: a key that the CLI knows and we don\'t']);
});

test('limits, values, types and required keys', () => {
  const [root, instances] = [{ type: 'string' }, { type: 'object' }];
  const shape = (more) => object({ root, instances }, more);
  assert.deepEqual(said(object({ memory: { type: 'integer', maximum: 10240 } }), object({ memory: { type: 'integer', maximum: 3008 } })), ['.memory: maximum 3008 → 10240']);
  assert.deepEqual(said(object({ type: { enum: ['web', 'job'] } }), object({ type: { type: 'string', enum: ['web'] } })), ['.type: value "web" → "job", "web"']);
  assert.deepEqual(said(object({ root: { type: 'integer' } }), object({ root })), ['.root: type "string" → "integer"']);
  const [needed, either] = [shape({ required: ['root'] }), shape({ anyOf: [{ required: ['root'] }, { required: ['instances'] }] })];
  assert.deepEqual(said(needed, either), ['.root: optional → required']);
  assert.deepEqual(said(shape(), shape({ additionalProperties: true })), [': other keys allowed → refused']);
});

test('a place leads to the field of the likest type, or to the type that lacks the field', () => {
  const types = typesIn('daemons.rs', [
    'pub struct Service {', '    pub root: String,', '    pub framework: Option<String>,', '}',
    'pub struct Daemon {', '    pub root: String,', '    pub instances: u32,', '    #[serde(rename = "stop")]', '    pub grace_period: u32,', '}',
  ].join('\n'));
  const keys = ['.daemons', '.daemons.*.root', '.daemons.*.instances', '.daemons.*.stop', '.daemons.*.added'];
  const at = (place) => sourceOf(place, keys, types);
  assert.deepEqual([at('.daemons.*.root'), at('.daemons.*.instances.*'), at('.daemons.*.stop')], ['daemons.rs:6', 'daemons.rs:7', 'daemons.rs:9']);
  assert.deepEqual([at('.daemons.*.added'), at('.nowhere.key')], ['daemons.rs:5', undefined]);
});

test('codes of errors come with the numbers of their messages', () => {
  const codes = codesIn('a({code:"too_large",message:`at most ${limit} or 10240 of ${unit}`});b={code:cron?"NO_CRON":"NO_JOB",message:"x"};c={code:"ENOENT"}');
  assert.deepEqual(codes, { too_large: ['10240'], NO_CRON: [], NO_JOB: [] });
  assert.deepEqual(codeDifferences(codes, { too_large: ['3008'], NO_JOB: [], NEW_ONE: [] }), [
    { code: 'NEW_ONE', text: 'appeared' },
    { code: 'NO_CRON', text: 'disappeared' },
    { code: 'too_large', text: 'numbers in its message: 10240 → 3008' },
  ]);
});

test('verdicts are grouped by the codes that went and came, or by the fields that changed', () => {
  const made = { files: { 'vercel.json': '{ "services": { "a": {} } }' } };
  const accepted = { accepted: true, configError: null, source: 'configured', errors: [], services: [{ name: 'a', builder: { use: 'x' } }] };
  const refused = { ...accepted, accepted: false, errors: [{ code: 'MISSING_ROOT', service: 'a' }] };
  const other = { ...accepted, services: [{ name: 'a', builder: { use: 'y' } }] };
  const refusedLater = { ...accepted, accepted: false, configError: { code: 'INVALID_VERCEL_CONFIG', dataPath: ".daemons['a']", keyword: 'required' } };
  const groups = verdictGroups([
    { set: 'v2', made, was: accepted, is: accepted },
    { set: 'v2', made: { ...made, name: '2' }, was: accepted, is: refused },
    { set: 'codes', made: { ...made, name: '3' }, was: refusedLater, is: refused },
    { set: 'v2', made: { ...made, name: '4' }, was: accepted, is: other },
    { set: 'v2', made: { ...made, name: '5' }, was: accepted, is: refusedLater },
  ]);
  assert.deepEqual(groups, [
    { text: 'no error or config INVALID_VERCEL_CONFIG at .daemons.* required → v2 MISSING_ROOT', codes: ['MISSING_ROOT'], places: [], sets: ['v2', 'codes'], names: ['2', '3'] },
    { text: 'services[].builder.use "x" → "y"', codes: [], places: [], sets: ['v2'], names: ['4'] },
    { text: 'no error → config INVALID_VERCEL_CONFIG at .daemons.* required', codes: [], places: ['.daemons.*'], sets: ['v2'], names: ['5'] },
  ]);
});

test('the list says what is left, or that nothing is', () => {
  assert.equal(listOf('64.0.2', [{ title: 'Limits', items: [] }]), 'Nothing has to change by hand for Vercel CLI 64.0.2.');
  assert.equal(
    listOf('64.0.2', [{ title: 'Limits', items: [{ at: 'a.rs:1', text: 'x' }] }, { title: 'Documents', items: [] }]),
    'To change by hand for Vercel CLI 64.0.2: 1 item\n\nLimits\n  a.rs:1  x',
  );
});
