// Vercel's own validation of a file, without the rest of the command line: node validate.mjs CHUNK FILE
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [chunk, file] = process.argv.slice(2);
const { validateConfig } = await import(pathToFileURL(chunk).href);
const error = validateConfig(JSON.parse(readFileSync(file, 'utf8')));
if (error) console.error(error.message);
process.exit(error ? 1 : 0);
