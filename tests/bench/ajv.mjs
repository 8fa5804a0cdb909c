// A file against the published schema: node ajv.mjs FILE
import { readFileSync } from 'node:fs';
import Ajv from 'ajv';

const read = (path) => JSON.parse(readFileSync(path, 'utf8'));
// It says that it is of draft 4, and uses a keyword as later drafts do.
const { $schema, ...schema } = read(new URL('vercel.schema.json', import.meta.url));
const validate = new Ajv({ strict: false, logger: false }).compile(schema);
const accepted = validate(read(process.argv[2]));
if (!accepted) console.error(validate.errors[0].instancePath, validate.errors[0].message);
process.exit(accepted ? 0 : 1);
