// Our schema, compiled by ajv.
import { readFileSync } from 'node:fs';
import Ajv from 'ajv';

const schema = JSON.parse(readFileSync(new URL('../../server/config/schema/vercel.schema.json', import.meta.url), 'utf8'));
// Patterns count UTF-16 units and infinity is a number, as in the CLI. Strict, but for keywords that are for editors alone.
const ajv = new Ajv({ unicodeRegExp: false, strictNumbers: false, strict: true, strictTypes: false, strictRequired: false, allowUnionTypes: true });
const known = ['markdownDescription', 'enumDescriptions', 'markdownEnumDescriptions', 'deprecationMessage', 'doNotSuggest',
  'defaultSnippets', 'patternErrorMessage', 'x-docs', 'x-plans', 'x-since', 'x-aliases', 'x-meaning', 'x-key-meaning', 'x-role',
  'x-refused-keys', 'x-prefix', 'x-private', 'x-platform',
  'x-platform-limits', 'x-expected-type'];
for (const keyword of known) ajv.addKeyword(keyword);
const validate = ajv.compile(schema);

export function acceptedByAjv(config) {
  return validate(config);
}
