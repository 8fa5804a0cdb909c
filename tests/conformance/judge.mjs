// Judges projects with Vercel's own code. Used as a module by the other scripts, or as a filter:
//
//   node judge.mjs [kinds|inspect|fixed|config|routes|migrate|detect|pattern|regex|route] < cases.ndjson > verdicts.ndjson
//
// A case is `{ "name", "files": { "vercel.json": "text", "apps/web/": "" }, "deploymentHost"? }`, a path
// with a trailing slash being an empty directory. README.md says how each field of a verdict is computed.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize, sep } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import {
  LocalFileSystemDetector,
  detectServices,
  frameworkList,
  getExperimentalServiceUrlEnvVars,
  getTransformedRoutes,
  migrateExperimentalServices,
  schemaError,
  sourceToRegex,
  validateConfig,
} from './vercel.mjs';

/** The host that stands in absolute addresses where a case names none; `svc-lsp inspect` has the same default. */
export const DEFAULT_HOST = 'your-deploy.vercel.app';

/** The other names of the configuration file; beside `vercel.json` each of them is a conflict. */
const OTHER_CONFIG_FILES = ['vercel.toml', 'vercel.ts', 'vercel.mts', 'vercel.js', 'vercel.mjs', 'vercel.cjs'];

// In memory, where there is such a folder: there a run takes a sixth of the time.
const scratch = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'judge-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
let projects = 0;

/** The files of a project, listed by name: the CLI lists them as the machine's file system does, which is no rule to follow. */
class SortedFiles extends LocalFileSystemDetector {
  async _readdir(path) {
    const entries = await super._readdir(path);
    return entries.sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
  }

  _chdir(name) {
    return new SortedFiles(this.getFilePath(name));
  }
}

/** Writes a case's files to an empty directory, hands that to `ask`, and removes it. */
async function onDisk(files, ask) {
  const root = join(scratch, String(projects++));
  mkdirSync(root);
  try {
    for (const [path, text] of Object.entries(files)) {
      const target = join(root, normalize(path));
      if (!(target + sep).startsWith(root + sep)) throw new Error(`the file ${path} lies outside the project`);
      if (path.endsWith('/')) {
        mkdirSync(target, { recursive: true });
      } else {
        mkdirSync(dirname(target), { recursive: true });
        writeFileSync(target, text);
      }
    }
    return await ask(new SortedFiles(root));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const present = (files, path) => Object.hasOwn(files, path);
const nonEmpty = (object) => object != null && Object.keys(object).length > 0;
const thrownCode = (error) => error?.code ?? error?.name ?? 'Error';
const plain = (value) => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

/** Reads a file's text as the CLI does: `{ config }`, or `{ error }` where it stops before validating. */
function readConfig(text) {
  let config;
  try {
    config = JSON.parse(text);
  } catch {
    return { error: { code: 'CANT_PARSE_JSON_FILE' } };
  }
  // The file `null` is read as no file.
  return { config: config ?? {} };
}

/** The first error of the CLI's validator: `{ code }`, for a schema error with `dataPath` and `keyword`. */
function configErrorOf(config) {
  try {
    const error = validateConfig(config);
    if (!error) return null;
    if (error.code !== 'INVALID_VERCEL_CONFIG') return { code: error.code };
    const raw = schemaError(config);
    return { code: error.code, dataPath: raw?.dataPath ?? '', keyword: raw?.keyword };
  } catch (error) {
    return { code: 'THROWN', threw: thrownCode(error) };
  }
}

/** The first error of the compiled patterns: at the top level, then service by service, as a build meets them. */
function routesErrorOf(config) {
  const services = config.services ?? config.experimentalServicesV2;
  const places = [[null, config]];
  if (services && typeof services === 'object') places.push(...Object.entries(services));
  for (const [service, place] of places) {
    if (!place || typeof place !== 'object') continue;
    try {
      const { error } = getTransformedRoutes(routingKeys(place));
      if (error) return { code: error.code, service };
    } catch (error) {
      return { code: 'THROWN', service, threw: thrownCode(error) };
    }
  }
  return null;
}

const ROUTING_KEYS = ['cleanUrls', 'trailingSlash', 'routes', 'redirects', 'headers', 'rewrites'];

function routingKeys(place) {
  return Object.fromEntries(ROUTING_KEYS.filter((key) => place[key] !== undefined).map((key) => [key, place[key]]));
}

/** Who answers: for v1 the resolved web services by longest prefix, for v2 the rewrites that lead into resolved services. */
function routingOf(services, config) {
  const v1 = services.filter((service) => service.schema === 'experimentalServices');
  const byPrefix = v1
    .filter((service) => service.type === 'web' && typeof service.routePrefix === 'string')
    .sort((a, b) => b.routePrefix.length - a.routePrefix.length)
    .map((service) => ({ prefix: service.routePrefix, service: service.name }));
  if (v1.length > 0) return byPrefix;
  const names = new Set(services.map((service) => service.name));
  const rewrites = Array.isArray(config?.rewrites) ? config.rewrites : [];
  return rewrites
    .filter((rewrite) => names.has(rewrite?.destination?.service) && typeof rewrite.source === 'string')
    .map((rewrite) => ({ source: rewrite.source, service: rewrite.destination.service }));
}

/** The verdict of the validator alone on a text. */
export function judgeConfig(text) {
  const { config, error } = readConfig(text);
  const configError = error ?? configErrorOf(config);
  const routesError = configError ? null : routesErrorOf(config);
  return { accepted: !configError && !routesError, configError, routesError };
}

/** What the CLI makes of a project: the shape of `svc-lsp inspect --format json`, and what README.md adds. */
export async function judgeProject({ files, deploymentHost = DEFAULT_HOST }) {
  const text = files['vercel.json'] ?? '{}';
  let fileError = null;
  if (present(files, 'now.json')) fileError = { code: 'DEPRECATED_NOW_JSON' };
  else if (OTHER_CONFIG_FILES.some((path) => present(files, path))) fileError = { code: 'CONFLICTING_CONFIG_FILES' };

  const { config, error: readError } = readConfig(text);
  const configError = fileError ?? readError ?? configErrorOf(config);
  const routesError = configError ? null : routesErrorOf(config);

  let resolved;
  let threw;
  try {
    ({ resolved } = await onDisk(files, (fs) => detectServices({ fs })));
  } catch (error) {
    threw = thrownCode(error);
  }
  if (threw) return { accepted: false, configError, routesError, threw };

  const services = plain(resolved.services);
  const configured =
    config && (nonEmpty(config.services) || nonEmpty(config.experimentalServicesV2) || nonEmpty(config.experimentalServices));
  const env = resolved.useImplicitEnvInjection
    ? getExperimentalServiceUrlEnvVars({ services: resolved.services, frameworkList, deploymentUrl: deploymentHost })
    : {};
  return {
    accepted: !configError && !routesError && !(configured && resolved.errors.length > 0),
    configError,
    routesError,
    source: resolved.source,
    errors: resolved.errors.map(({ code, serviceName }) => ({ code, service: serviceName ?? null })),
    services,
    routes: plain(resolved.routes),
    env,
    routing: routingOf(services, config),
  };
}

/** The compiled routes of a file, or the code of its first error. */
export function judgeRoutes(text) {
  const { config, error } = readConfig(text);
  if (error) return { error };
  try {
    const { error: routesError, routes } = getTransformedRoutes(routingKeys(config));
    return routesError ? { error: { code: routesError.code } } : { error: null, routes: plain(routes) };
  } catch (error) {
    return { error: { code: 'THROWN', threw: thrownCode(error) } };
  }
}

/** Notes without their sentences. A name in YAML may be a number; ours are texts. */
const codes = (list) => (list ?? []).map(({ code, serviceName }) => ({ code, service: serviceName == null ? null : String(serviceName) }));

/** The plan of the CLI's migration of v1 to v2. */
export async function judgeMigration({ files }) {
  try {
    const plan = await onDisk(files, (fs) => migrateExperimentalServices({ fs }));
    if (!plan) return plan;
    const verdict = { ...plan, warnings: codes(plan.warnings), unmigrated: codes(plan.unmigrated), errors: codes(plan.errors) };
    if (plan.errors.length > 0) return plain(verdict);
    const applied = JSON.stringify(judgeApplied({ files, expect: plan }));
    const { accepted } = await judgeProject({ files: { ...files, 'vercel.json': applied } });
    return plain({ ...verdict, accepted });
  } catch (error) {
    return { threw: thrownCode(error) };
  }
}

/** The configuration after the plan of a judged migration was carried out. */
export function judgeApplied({ files, expect: { patch, removeKeys } }) {
  const config = JSON.parse(files['vercel.json']);
  for (const key of removeKeys) delete config[key];
  config.services = patch.services;
  if (patch.rewrites?.length > 0) config.rewrites = [...(config.rewrites ?? []), ...patch.rewrites];
  if (patch.build) config.build = { ...config.build, env: { ...config.build?.env, ...patch.build.env } };
  return config;
}

/** What the CLI detects in a project that configures no services. */
export async function judgeDetection({ files }) {
  try {
    const { resolved, inferred } = await onDisk(files, (fs) => detectServices({ fs }));
    return {
      errors: codes(resolved.errors),
      warnings: codes(resolved.warnings),
      services: plain(resolved.services),
      rewrites: plain(resolved.rewrites),
      inferred: inferred && plain({ source: inferred.source, config: inferred.config, warnings: codes(inferred.warnings) }),
    };
  } catch (error) {
    return { threw: thrownCode(error) };
  }
}

const isRegex = (text) => {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
};

/** A `source`: whether it is a regular expression, which comes first, and what path-to-regexp makes of it. */
function judgePattern({ source }) {
  try {
    const { src, segments } = sourceToRegex(source);
    return { regex: isRegex(source), src, segments };
  } catch {
    return { regex: isRegex(source), src: null };
  }
}

/** A regular expression: whether it is one, and what its groups match in each text. */
function judgeRegex({ regex, texts }) {
  if (!isRegex(regex)) return { valid: false };
  return { valid: true, matches: texts.map((text) => new RegExp(regex).exec(text)?.map((group) => group ?? null) ?? null) };
}

/** Whether the project is accepted with the file that our fixes leave. */
async function judgeFixed({ files, fixed }) {
  const { accepted } = await judgeProject({ files: { ...files, 'vercel.json': fixed } });
  return { accepted };
}

/** Whether Vercel takes the rules: `true`, or `null` where it rejects them. Who answers is judged by what it builds (`build`, `dev`). */
function judgeRequests(made) {
  return routesErrorOf(JSON.parse(made.files['vercel.json'])) ? null : true;
}

const MODES = {
  inspect: judgeProject,
  fixed: judgeFixed,
  config: ({ text, files }) => judgeConfig(text ?? files['vercel.json']),
  routes: ({ text, files }) => judgeRoutes(text ?? files['vercel.json']),
  migrate: judgeMigration,
  detect: judgeDetection,
  route: judgeRequests,
  pattern: judgePattern,
  regex: judgeRegex,
};

/** A case with its verdict as `expect`, judged by its `kind`: `inspect` where it names none. */
export async function judge(made) {
  return { ...made, expect: await MODES[made.kind ?? 'inspect'](made) };
}

/** How often it is said how far a long run is. */
const EVERY_MILLISECONDS = 10_000;

/** Cases with their verdicts, one after another. Now and then standard error says how many of `count` are done. */
export async function* judging(cases, count) {
  let said = Date.now();
  let done = 0;
  for (const made of cases) {
    yield await judge(made);
    done += 1;
    if (Date.now() - said < EVERY_MILLISECONDS) continue;
    said = Date.now();
    console.error(`  ${done} of ${count} cases`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const mode = process.argv[2] ?? 'inspect';
  if (mode !== 'kinds' && !Object.hasOwn(MODES, mode)) {
    console.error(`unknown mode ${mode}: one of ${Object.keys(MODES).join(', ')}`);
    process.exit(2);
  }
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    if (line.trim() === '') continue;
    const judged = JSON.parse(line);
    if (mode === 'kinds') {
      process.stdout.write(JSON.stringify(await judge(judged)) + '\n');
      continue;
    }
    const verdict = await MODES[mode](judged);
    process.stdout.write(JSON.stringify({ name: judged.name, ...verdict }) + '\n');
  }
}
