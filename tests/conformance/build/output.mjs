// Who answers a request of a deployment: an interpreter of the Build Output API (version 3), written from Vercel's documentation of
// `.vercel/output/config.json`. It reads what `vercel build` wrote, and nothing of the project.
//
// https://vercel.com/docs/build-output-api/configuration: `routes` (source routes and handlers), `overrides`. What that page leaves open is
// decided as `vercel dev` decides it; `judges.json` names where the two are known to differ.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const readJson = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined);

/** What a folder of output publishes: path to `{ file }` or `{ function, environment }`. */
function published(folder, config) {
  const found = new Map();
  const walk = (at, visit) => {
    if (!existsSync(at)) return;
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      const path = join(at, entry.name);
      // A function that shares another's files is a link to its folder.
      if (entry.name.endsWith('.func')) visit(path);
      else if (entry.isDirectory()) walk(path, visit);
      else visit(path);
    }
  };
  const files = join(folder, 'static');
  walk(files, (path) => {
    const name = relative(files, path).split(sep).join('/');
    found.set(`/${config.overrides?.[name]?.path ?? name}`, { file: name });
  });
  const functions = join(folder, 'functions');
  walk(functions, (path) => {
    if (!path.endsWith('.func')) return;
    const name = relative(functions, path).split(sep).join('/').replace(/\.func$/, '');
    found.set(`/${name}`, { function: name, environment: readJson(join(path, '.vc-config.json'))?.environment ?? {} });
  });
  return found;
}

/** Reads `.vercel/output` of a project. */
export function load(project) {
  const folder = join(project, '.vercel', 'output');
  const config = readJson(join(folder, 'config.json'));
  const services = {};
  const inner = join(folder, 'services');
  for (const name of existsSync(inner) ? readdirSync(inner) : []) {
    const config = readJson(join(inner, name, 'config.json')) ?? {};
    services[name] = { phases: phases(config.routes), files: published(join(inner, name), config), name };
  }
  return { config, top: { phases: phases(config.routes), files: published(folder, config) }, services };
}

/** The routes by phase; those before any handler are of the phase `null`. */
function phases(routes = []) {
  const sorted = new Map();
  let phase = null;
  for (const route of routes) {
    if (route.handle) phase = route.handle;
    else sorted.set(phase, [...(sorted.get(phase) ?? []), route]);
  }
  return sorted;
}

const isUrl = (text) => /^[a-z][a-z0-9+.-]*:\/\//i.test(text);

/**
 * `$1` and `$name` filled in, the longest name that is bound first; what is not bound is empty, or stays where `keep` says so. A name ends where a
 * bound one does: routing-utils writes the key of a condition without `value` as it is (`$x-plan`).
 */
function fill(text, bound, keep = false) {
  const names = Object.keys(bound).sort((a, b) => b.length - a.length);
  return text.replace(/\$([^$]*)/g, (whole, after) => {
    const name = names.find((name) => name !== '' && after.startsWith(name));
    if (name !== undefined) return (bound[name] ?? '') + after.slice(name.length);
    return keep ? whole : whole.replace(/^\$[1-9][0-9A-Za-z_]*/, '');
  });
}

const pairs = (query) => [...new URLSearchParams(query)];
const formatted = (pairs) => (pairs.length > 0 ? `?${new URLSearchParams(pairs)}` : '');
const addMissing = (own, others) => [...own, ...others.filter(([name]) => !own.some(([known]) => known === name))];

/** Whether a value passes a condition's `value`; answers what it binds. */
function passes(wanted, actual) {
  if (wanted === undefined || wanted === '') return {};
  const expression = typeof wanted === 'string' ? wanted : wanted.re;
  if (typeof wanted === 'object') {
    const number = actual.trim() === '' ? NaN : Number(actual);
    const tests = {
      eq: (operand) => String(operand) === actual,
      neq: (operand) => String(operand) !== actual,
      inc: (operand) => operand.includes(actual),
      ninc: (operand) => !operand.includes(actual),
      pre: (operand) => actual.startsWith(operand),
      suf: (operand) => actual.endsWith(operand),
      gt: (operand) => number > operand,
      gte: (operand) => number >= operand,
      lt: (operand) => number < operand,
      lte: (operand) => number <= operand,
    };
    for (const [operator, operand] of Object.entries(wanted)) if (tests[operator] && !tests[operator](operand)) return null;
  }
  if (expression === undefined) return {};
  const match = new RegExp(expression).exec(actual);
  return match ? { ...match.groups } : null;
}

/** What `has` binds, or `null` where a condition fails. */
function conditions(route, request) {
  const holds = ({ type, key, value }) => {
    const actual = { host: () => request.host, header: () => request.headers[key.toLowerCase()], cookie: () => request.cookies[key], query: () => request.query.find(([name]) => name === key)?.[1] }[type]();
    if (actual === undefined) return null;
    const bound = passes(value, actual);
    if (!bound) return null;
    if (type === 'host') return typeof value === 'string' ? { ...bound, host: actual } : bound;
    return value === undefined || value === '' ? { ...bound, [key]: actual } : bound;
  };
  let bound = {};
  for (const item of route.has ?? []) {
    const found = holds(item);
    if (!found) return null;
    bound = { ...bound, ...found };
  }
  return (route.missing ?? []).some((item) => holds(item)) ? null : bound;
}

/** A request on its way. */
class Walk {
  constructor(deployment, request, { caseSensitive, asDev }) {
    Object.assign(this, { deployment, request, caseSensitive, asDev, path: request.path, query: request.query, headers: {}, requestTransforms: [], responseTransforms: undefined, status: undefined });
  }

  /** What is published at a path of the table: names are compared with the decoded path, and a folder answers with its index. */
  look(table, path) {
    let name;
    try {
      name = decodeURIComponent(path);
    } catch {
      return undefined;
    }
    name = name.replace(/\/+$/, '');
    for (const candidate of [name || '/index', `${name}/index`, `${name}/index.html`]) {
      const found = table.files.get(candidate);
      if (found) return { ...found, at: candidate };
    }
    return undefined;
  }

  matches(route) {
    if (route.methods && !route.methods.includes(this.request.method)) return null;
    const expression = new RegExp(route.src, this.caseSensitive || route.caseSensitive ? '' : 'i');
    const match = expression.exec(this.path) ?? (this.asDev ? expression.exec(this.path.slice(1)) : null);
    if (!match) return null;
    if (this.asDev && route.has) return null;
    const bound = this.asDev ? {} : conditions(route, this.request);
    return bound && { ...Object.fromEntries(match.map((group, index) => [String(index), group]).slice(1)), ...match.groups, ...bound };
  }

  go(dest) {
    const [, path, query = ''] = /^([^?#]*)(?:\?([^#]*))?/.exec(dest.startsWith('/') ? dest : `/${dest}`);
    this.path = path;
    this.query = addMissing(this.query, pairs(query));
  }

  redirect(status) {
    const { location } = this.headers;
    return status >= 300 && status < 400 && location !== undefined ? { kind: 'redirect', status, location } : undefined;
  }

  /** The routes of a phase; an answer, or `undefined`. */
  phase(table, phase) {
    const kept = phase === 'hit' || phase === 'miss' ? new Set(Object.keys(this.headers)) : new Set();
    for (const route of table.phases.get(phase) ?? []) {
      const bound = this.matches(route);
      if (!bound) continue;
      const isHandedOver = typeof route.destination === 'object';
      for (const [name, value] of Object.entries(route.headers ?? {})) if (!kept.has(name.toLowerCase())) this.headers[name.toLowerCase()] = fill(value, bound);
      const transforms = isHandedOver ? [] : (route.transforms ?? []).map((transform) => ({ ...filled(transform, bound), restates: isOfBuild(route) }));
      const status = route.status ?? this.status;
      const redirects = status >= 300 && status < 400 && !route.continue;
      this.requestTransforms.push(...transforms);
      if (transforms.length > 0 && !redirects && !isOfBuild(route)) this.responseTransforms = transforms;
      if (route.continue) {
        this.status = status;
        if (route.dest) this.go(fill(route.dest, bound));
        continue;
      }
      if (isHandedOver) return this.handOver(route.destination, bound);
      const dest = route.dest === undefined ? undefined : fill(route.dest, bound);
      if (dest !== undefined && isUrl(dest)) {
        const url = new URL(dest);
        return { kind: 'external', url: `${url.origin}${url.pathname}${formatted(addMissing(this.query, pairs(url.search)))}` };
      }
      const redirect = this.redirect(status);
      if (redirect) return redirect;
      if (dest === undefined) {
        if (status !== undefined && phase !== 'hit') return { kind: 'status', status };
        return undefined;
      }
      this.go(dest);
      const found = this.look(table, this.path);
      if (found) return this.serve(table, found, status);
      if (route.status !== undefined && phase !== 'miss') return { kind: 'status', status: route.status };
      if (!route.check) return undefined;
      if (phase === 'miss') continue;
      const missed = this.missed(table);
      if (missed) return missed;
      if (phase === 'rewrite') continue;
      const rewritten = this.phase(table, 'rewrite');
      if (rewritten) return rewritten;
    }
    // Rules with `continue` may have put one together, as the output of Next.js does for slashes; `vercel dev` sends it at the end of the phase, too.
    return phase === 'hit' ? undefined : this.redirect(this.status);
  }

  missed(table) {
    const before = { path: this.path, query: this.query };
    const answer = this.phase(table, 'miss');
    if (!answer) Object.assign(this, before);
    return answer;
  }

  serve(table, found, status) {
    const answered = this.phase(table, 'hit');
    if (answered) return answered;
    if (found.file !== undefined) return { kind: 'file', file: found.file, status: status ?? 200, service: table.name };
    return { kind: 'function', function: found.function, environment: found.environment, status: status ?? 200, service: table.name };
  }

  through(table) {
    this.status = undefined;
    for (const phase of [null, 'filesystem', 'rewrite', 'resource']) {
      const answer = this.phase(table, phase);
      if (answer) return answer;
      const found = this.look(table, this.path);
      if (found) return this.serve(table, found, this.status);
      const missed = this.missed(table);
      if (missed) return missed;
    }
    return undefined;
  }

  handOver({ service, path }, bound) {
    const table = this.deployment.services[service];
    if (!table) return { kind: 'undeclared', service, status: 404 };
    if (path !== undefined) {
      // It chooses the route inside the service; the application sees the path as it was.
      this.before = this.path;
      this.go(fill(path, bound));
      this.selected = this.path;
    }
    return this.through(table) ?? { kind: 'none', status: this.status ?? 404, service };
  }

  failed(table) {
    for (const route of table.phases.get('error') ?? []) {
      if (route.status !== undefined && route.status !== 404) continue;
      const bound = this.matches(route);
      if (!bound) continue;
      for (const [name, value] of Object.entries(route.headers ?? {})) this.headers[name.toLowerCase()] = fill(value, bound);
      if (route.continue) continue;
      const found = route.dest && this.look(table, fill(route.dest, bound).replace(/[?#].*$/s, ''));
      return found ? { kind: found.file === undefined ? 'function' : 'file', ...found, status: 404 } : { kind: 'none', status: 404 };
    }
    return { kind: 'none', status: 404 };
  }
}

/**
 * Whether a builder wrote the route: it hands every path to its function and says again which path that was. What a rule has set stays then: the
 * path, as documented (a `request.path` transform changes the path that a service sees), and the headers of the response. `vercel dev` keeps both for a
 * service, and Vercel's tests expect both (`services-v2-frontend-backend` in `../dev/facts.mjs`). A `src` of vercel.json is anchored in the output.
 */
const isOfBuild = ({ src, dest, transforms = [] }) => (src === '/(.*)' || dest?.startsWith('/_svc/')) && transforms.length === 1 && transforms[0].type === 'request.path';

function filled(transform, bound) {
  const text = (value) => (typeof value === 'string' ? fill(value, bound, true) : Array.isArray(value) ? value.map(text) : value);
  return { ...transform, args: text(transform.args), ...(typeof transform.target?.key === 'string' ? { target: { ...transform.target, key: text(transform.target.key) } } : {}) };
}

/** Changes a list of names and values as a transform says; names are compared in lower case. `join` is for response headers. */
function change(list, { op, target, args }) {
  const values = args === undefined ? [] : [args].flat().map(String);
  const isMeant = (name) => (typeof target.key === 'string' ? target.key.toLowerCase() === name.toLowerCase() : passes(target.key, name.toLowerCase()) !== null);
  const meant = [...new Set(list.filter(([name]) => isMeant(name)).map(([name]) => name))];
  if (op === 'delete') return list.filter(([name, value]) => !isMeant(name) || (values.length > 0 && !values.includes(value)));
  const names = meant.length > 0 ? meant : typeof target.key === 'string' ? [target.key.toLowerCase()] : [];
  const kept = op === 'set' ? list.filter(([name]) => !isMeant(name)) : list;
  return [...kept, ...names.flatMap((name) => values.map((value) => [name, value]))];
}

/**
 * Who answers. `asked`: `url`, `method`, `host`, `headers`, `cookies`. `asDev` takes habits of `vercel dev`: it leaves out rules with `has`, doesn't look
 * at `missing`, and tries each expression on the path without its leading slash too.
 */
export function answer(deployment, asked, { caseSensitive, asDev = false }) {
  const [path, search = ''] = asked.url.split('?');
  const headers = Object.fromEntries(Object.entries(asked.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  const walk = new Walk(deployment, { path, query: pairs(search), method: asked.method ?? 'GET', host: asked.host, headers, cookies: asked.cookies ?? {} }, { caseSensitive, asDev });
  const outcome = walk.through(deployment.top) ?? walk.failed(deployment.top);
  const made = { ...outcome, headers: Object.entries(walk.headers).filter(([name]) => name !== 'location') };
  for (const transform of walk.responseTransforms ?? []) if (transform.type === 'response.headers') made.headers = change(made.headers, transform);
  if (outcome.kind === 'function') {
    let query = walk.query;
    let requestHeaders = [];
    let at = path;
    let isSet = false;
    for (const transform of walk.requestTransforms) {
      if (transform.type === 'request.path' && !(transform.restates && isSet)) {
        at = transform.restates && transform.args === walk.selected ? walk.before : transform.args;
        isSet = true;
      }
      if (transform.type === 'request.query') query = change(query, transform);
      if (transform.type === 'request.headers') requestHeaders = change(requestHeaders, transform);
    }
    const prefix = outcome.environment?.VERCEL_SERVICE_ROUTE_PREFIX_STRIP === '1' ? outcome.environment.VERCEL_SERVICE_ROUTE_PREFIX.replace(/\/+$/, '') : null;
    if (prefix && (at === prefix || at.startsWith(`${prefix}/`))) at = at.slice(prefix.length) || '/';
    made.received = { path: at, query: formatted(query).slice(1), prefix };
    const v1 = /^_svc\/(.*)\/index$/.exec(outcome.function);
    if (v1) made.service = v1[1];
  }
  delete made.environment;
  return made;
}
