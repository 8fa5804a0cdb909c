// Vercel's own code, loaded from the published packages that package.json pins.
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

// Old interfaces of Node that the packages call; nothing for the reader of a verdict.
process.noDeprecation = true;

// Flags of the CLI that change its answers. The judge is the CLI as people meet it: none is set.
for (const name of Object.keys(process.env)) {
  if (/^(VERCEL|NOW)_/.test(name)) delete process.env[name];
}

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, 'node_modules');
const require = createRequire(join(here, 'vercel.mjs'));

function missing(cause) {
  throw new Error(`Vercel's packages are not installed; run: npm ci --ignore-scripts --prefix ${here}`, { cause });
}

let cli;
try {
  cli = JSON.parse(readFileSync(join(modules, 'vercel/package.json'), 'utf8'));
} catch (error) {
  missing(error);
}

/** The version of the CLI that judges, such as `64.0.2`. */
export const cliVersion = cli.version;

// The CLI is bundled into chunks whose names change with every release: the chunk with the validator is known by its text.
const chunks = join(modules, 'vercel/dist/chunks');
const candidates = readdirSync(chunks)
  .filter((file) => file.endsWith('.js'))
  .map((file) => ({ file, text: readFileSync(join(chunks, file), 'utf8') }))
  .filter(({ text }) => text.includes('SERVICE_GROUPS_WITHOUT_SERVICES'));
if (candidates.length !== 1) {
  throw new Error(`vercel ${cliVersion}: expected one chunk with the config validator, found ${candidates.length}`);
}
const [chunk] = candidates;
const validatorFile = /getConfigValidator\}from"\.\/([^"]+)"/.exec(chunk.text)?.[1];
if (!validatorFile) throw new Error(`vercel ${cliVersion}: ${chunk.file} imports no getConfigValidator`);

const bundled = await import(pathToFileURL(join(chunks, chunk.file)).href);
const { getConfigValidator } = await import(pathToFileURL(join(chunks, validatorFile)).href);

/** `null`, or the first error of a parsed configuration, with its `code`. Throws where the CLI itself throws. */
export const validateConfig = bundled.validateConfig;

/** The raw schema error (`dataPath`, `keyword`) that `validateConfig` made its last answer of, or `null`. */
export function schemaError(config) {
  const validate = getConfigValidator();
  return validate(config) ? null : validate.errors[0];
}

/** The JSON Schema that the validator is compiled from. */
export const schema = getConfigValidator().schema;

/** The framework table inside the CLI, and the version of the package that it was bundled from. */
export async function bundledFrameworks() {
  for (const file of readdirSync(chunks)) {
    if (!file.endsWith('.js')) continue;
    const source = /require_frameworks\b[^}]*\}from"\.\/([^"]+)"/.exec(readFileSync(join(chunks, file), 'utf8'))?.[1];
    if (!source) continue;
    const { require_frameworks: load } = await import(pathToFileURL(join(chunks, source)).href);
    return { frameworks: load().frameworkList, version: cli.devDependencies?.['@vercel/frameworks'] ?? 'unknown' };
  }
  throw new Error(`vercel ${cliVersion}: no chunk imports the framework table`);
}

const topology = bundled.require_dist();
export const { detectServices, migrateExperimentalServices } = topology;

export const { LocalFileSystemDetector } = require('@vercel/fs-detectors');
export const { getExperimentalServiceUrlEnvVars } = require('@vercel/build-utils');
export const { frameworkList } = require('@vercel/frameworks');

const routing = require('@vercel/routing-utils');

/** Calls `ask` with the console off: the packages print where two versions of path-to-regexp differ. */
function silently(ask) {
  const { log, warn, error } = console;
  console.log = console.warn = console.error = () => {};
  try {
    return ask();
  } finally {
    Object.assign(console, { log, warn, error });
  }
}

/** A `source` as a regular expression, with the names of its parameters. Throws where it is no pattern. */
export const sourceToRegex = (source) => silently(() => routing.sourceToRegex(source));

/** Compiles the routing keys of a configuration. The original changes its argument: this one works on a copy. */
export const getTransformedRoutes = (config) => silently(() => routing.getTransformedRoutes(structuredClone(config)));
