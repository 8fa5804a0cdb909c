// A router for compiled routes, written from `docs/route.md`: it runs the expressions that Vercel's packages compile, in JavaScript.

/** Services that a request may be handed through. */
const MAX_DEPTH = 8;

const MAIN_PHASES = ['first', 'filesystem', 'rewrite', 'resource'];

/** Compiled routes by phase, each with an `id`: its place in the file. */
export function phases(compiled, ids) {
  const byPhase = {};
  let phase = 'first';
  (compiled ?? []).forEach((route, index) => {
    if (route.handle) phase = route.handle;
    else (byPhase[phase] ??= []).push({ ...route, id: ids[index] });
  });
  return byPhase;
}

/** The places of the routes that `getTransformedRoutes` makes of a configuration, in its documented order. */
export function placesOf(config, base = '') {
  const ids = [];
  const each = (key) => (config[key] ?? []).forEach((_, index) => ids.push(`${base}/${key}/${index}`));
  if (config.cleanUrls) ids.push(`${base}/cleanUrls`, `${base}/cleanUrls`);
  if (config.trailingSlash !== undefined) ids.push(...Array(config.trailingSlash ? 3 : 1).fill(`${base}/trailingSlash`));
  each('routes');
  each('redirects');
  each('headers');
  if (config.rewrites) ids.push(null);
  each('rewrites');
  return ids;
}

const parseQuery = (text) =>
  text
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=');
      const decode = (part) => {
        try {
          return decodeURIComponent(part.replaceAll('+', ' '));
        } catch {
          return part;
        }
      };
      return at < 0 ? [decode(pair), ''] : [decode(pair.slice(0, at)), decode(pair.slice(at + 1))];
    });

function cut(url) {
  const [whole] = url.split('#', 1);
  const at = whole.indexOf('?');
  return at < 0 ? [whole, []] : [whole.slice(0, at), parseQuery(whole.slice(at + 1))];
}

const merged = (query, more) => [...query, ...more.filter(([name]) => !query.some(([known]) => known === name))];

const rooted = (path) => (path.startsWith('/') ? path : `/${path}`);

/** `$1` and `$name` in a text, replaced. */
function fill(text, groups, names) {
  return text.replace(/\$(.+?)(?=\$|$)/gs, (whole, rest) => {
    const found = [...names].filter(([name]) => name !== '' && rest.startsWith(name)).sort(([a], [b]) => b.length - a.length);
    if (found.length > 0) return found[0][1] + rest.slice(found[0][0].length);
    const digits = /^\d{1,2}/.exec(rest)?.[0];
    if (!digits) return whole;
    for (let length = digits.length; length > 0; length--) {
      const number = Number(digits.slice(0, length));
      if (number >= 1 && number <= groups.length) return groups[number - 1] + rest.slice(length);
    }
    return Number(digits) > 0 ? rest.slice(digits.length) : whole;
  });
}

/** Whether a condition holds, and what it binds; `null` where it doesn't. */
function condition(item, request) {
  const source = { host: () => request.host, header: () => request.headers[item.key], cookie: () => request.cookies[item.key], query: () => request.query.find(([name]) => name === item.key)?.[1] };
  const actual = source[item.type]();
  if (actual === undefined) return null;
  const bound = [];
  const { value } = item;
  if (item.type !== 'host' && (value === undefined || value === '')) bound.push([item.key, actual]);
  let expression = typeof value === 'string' ? value : undefined;
  if (value && typeof value === 'object') {
    const number = actual.trim() === '' ? NaN : Number(actual);
    const tests = {
      eq: (to) => String(to) === actual,
      neq: (to) => to !== actual,
      inc: (parts) => parts.some((part) => actual.includes(part)),
      ninc: (parts) => parts.every((part) => !actual.includes(part)),
      pre: (part) => actual.startsWith(part),
      suf: (part) => actual.endsWith(part),
      gt: (to) => number > to,
      gte: (to) => number >= to,
      lt: (to) => number < to,
      lte: (to) => number <= to,
      re: () => true,
    };
    if (!Object.entries(value).every(([operator, operand]) => tests[operator](operand))) return null;
    expression = value.re;
  }
  if (expression !== undefined) {
    const match = new RegExp(expression).exec(actual);
    if (!match) return null;
    for (const [name, text] of Object.entries(match.groups ?? {})) if (text !== undefined) bound.push([name, text]);
    if (item.type === 'host') bound.push(['host', actual]);
  }
  return bound;
}

/** Headers or parameters as pairs, changed by one transform. */
function transformed(pairs, { op, target, args }) {
  const { key } = target;
  const lower = (text) => String(text).toLowerCase();
  const tests = {
    eq: (name, to) => name === lower(to),
    neq: (name, to) => name !== lower(to),
    pre: (name, part) => name.startsWith(lower(part)),
    suf: (name, part) => name.endsWith(lower(part)),
    inc: (name, list) => list.some((each) => lower(each) === name),
    ninc: (name, list) => list.every((each) => lower(each) !== name),
  };
  const meant = (name) => (typeof key === 'string' ? lower(name) === lower(key) : Object.entries(key).every(([operator, operand]) => tests[operator](lower(name), operand)));
  const list = args === undefined ? [] : [args].flat();
  if (op === 'delete') return pairs.filter(([name, value]) => !meant(name) || (list.length > 0 && !list.some((each) => lower(each) === lower(value))));
  let names = [...new Set(pairs.map(([name]) => name).filter(meant))];
  if (names.length === 0 && typeof key === 'string') names = [key];
  const kept = op === 'set' ? pairs.filter(([name]) => !meant(name)) : pairs;
  return [...kept, ...names.flatMap((name) => list.map((value) => [name, value]))];
}

/**
 * What becomes of a request in a project: `{ top, services, files(path, service), owner(path), functionOf(path) }`, whose routes are
 * sorted into phases.
 */
export function answer(project, url, { method = 'GET', host, headers = {}, cookies = {} }) {
  const [path, query] = cut(url);
  const request = { path, query, method, host, headers, cookies };
  const state = { path, query, status: undefined, service: null, scope: null, lookedUp: undefined, depth: 0, headers: {}, transforms: [], steps: [], shadowed: [] };

  const matches = (route) => {
    if (route.methods && !route.methods.includes(method)) return null;
    const match = route.owns ? (route.owns(state.path) ? [state.path] : null) : new RegExp(route.src, route.caseSensitive ? '' : 'i').exec(state.path);
    if (!match) return null;
    const names = new Map(Object.entries(match.groups ?? {}).map(([name, value]) => [name, value ?? '']));
    for (const item of route.has ?? []) {
      const bound = condition(item, request);
      if (!bound) return null;
      for (const [name, value] of bound) names.set(name, value);
    }
    if ((route.missing ?? []).some((item) => condition(item, request))) return null;
    return { groups: [...match].slice(1).map((group) => group ?? ''), names };
  };

  const look = (at) => project.files(at, state.scope);

  /** What a matching rule always does. */
  const begin = (route, bound, kept) => {
    const write = (text) => fill(text, bound.groups, bound.names);
    for (const [name, value] of Object.entries(route.headers ?? {})) {
      if (!kept.has(name.toLowerCase())) state.headers[name.toLowerCase()] = write(value);
    }
    for (const transform of route.transforms ?? []) {
      const key = transform.target?.key;
      const args = Array.isArray(transform.args) ? transform.args.map(write) : transform.args === undefined ? undefined : write(transform.args);
      state.transforms.push({ ...transform, ...(key === undefined ? {} : { target: { key: typeof key === 'string' ? write(key) : key } }), args });
    }
    const variables = Object.fromEntries(bound.groups.map((group, index) => [`$${index + 1}`, group]));
    for (const [name, value] of bound.names) variables[`$${name}`] = value;
    const step = { rule: route.id, variables, effect: undefined, to: state.path };
    state.steps.push(step);
    return { step, write };
  };

  const go = (dest) => {
    const [to, more] = cut(rooted(dest));
    state.path = to;
    state.query = merged(state.query, more);
  };

  const locale = ({ redirect, cookie } = {}) => {
    if (!redirect) return undefined;
    const find = (wanted) => Object.entries(redirect).find(([name]) => name.toLowerCase() === wanted.toLowerCase())?.[1];
    const accepted = (headers['accept-language'] ?? '')
      .split(',')
      .map((part) => part.trim().split(/\s*;\s*/))
      .filter(([name]) => name !== '')
      .map(([name, ...rest]) => ({ name, weight: Number(rest.find((piece) => piece.startsWith('q='))?.slice(2) ?? 1) }))
      .filter(({ weight }) => weight > 0)
      .sort((a, b) => b.weight - a.weight)
      .map(({ name }) => find(name) ?? find(name.split('-')[0]))
      .find((target) => target !== undefined);
    const target = (cookies[cookie] === undefined ? undefined : find(cookies[cookie])) ?? accepted;
    return target === state.path ? undefined : target;
  };

  const served = (rules, found, status) => {
    const hit = run(rules, 'hit');
    if (hit) return hit;
    if (state.scope) return { kind: 'service', service: state.scope, declared: true };
    const service = found.function ?? project.owner?.(state.path);
    if (service) {
      state.service = service;
      return { kind: 'service', service, declared: true };
    }
    return { kind: 'path', path: state.path, file: found.file ?? null, status: status ?? null };
  };

  const missed = (rules) => {
    const { path: before, query: with_ } = state;
    const outcome = run(rules, 'miss');
    if (!outcome) [state.path, state.query] = [before, with_];
    return outcome;
  };

  const handOver = (name, inner) => {
    state.service = name;
    const rules = project.services?.[name];
    if (!rules) return { kind: 'service', service: name, declared: false };
    if (state.depth++ === MAX_DEPTH) return { kind: 'undecided' };
    state.scope = name;
    state.status = undefined;
    const original = state.path;
    if (inner !== undefined) go(inner);
    const selected = state.path;
    const outcome = through(rules);
    if (state.path === selected) state.path = original;
    return outcome ?? { kind: 'service', service: name, declared: true };
  };

  /** What one rule does: an outcome, `'end'` of its phase, or nothing. */
  const act = (rules, phase, route, step, write) => {
    const done = (effect, to = state.path) => Object.assign(step, { effect, to });
    if (route.mitigate) return done('answered'), { kind: 'mitigated', action: route.mitigate.action };
    const language = locale(route.locale);
    if (language !== undefined) return done('redirected', language), { kind: 'redirect', status: 307, location: language };
    if (route.owns) {
      done('handedOver');
      state.service = route.service;
      return { kind: 'service', service: route.service, declared: true };
    }
    const dest = route.dest === undefined ? undefined : write(route.dest);
    if (route.continue) {
      state.status = route.status ?? state.status;
      if (dest !== undefined) go(dest);
      return void done('continued');
    }
    if (route.destination?.service) {
      const inner = route.destination.path === undefined ? undefined : write(route.destination.path);
      done('handedOver', inner ?? state.path);
      return handOver(route.destination.service, inner);
    }
    if (dest !== undefined && /^[a-z][a-z0-9+.-]*:\/\//i.test(dest)) {
      done('proxied', dest);
      const [base, more] = cut(dest);
      return { kind: 'external', url: base, query: merged(state.query, more) };
    }
    const status = route.status ?? state.status;
    if (status >= 300 && status <= 399 && state.headers.location !== undefined) {
      done('redirected', state.headers.location);
      return { kind: 'redirect', status, location: state.headers.location };
    }
    if (dest === undefined) {
      if (status === undefined || phase === 'hit') return done('endedPhase'), 'end';
      return done('answered'), { kind: 'status', status };
    }
    const [target] = cut(rooted(dest));
    const found = look(target);
    if (found) {
      done('rewritten', target);
      if (!found.function) go(dest);
      return served(rules, found, status);
    }
    if (status !== undefined && phase !== 'miss') return done('answered', target), { kind: 'status', status };
    done(route.check ? 'passed' : 'endedPhase', target);
    go(dest);
    if (!route.check) return 'end';
    if (phase === 'miss') return undefined;
    state.lookedUp = state.path;
    return missed(rules) ?? (phase === 'rewrite' ? undefined : run(rules, 'rewrite'));
  };

  /** The written rules after the one that answers, or after a file: those that match the path as it was. */
  const shadow = (rules, phase, after) => {
    const from = MAIN_PHASES.indexOf(phase);
    if (from < 0) return;
    for (const each of MAIN_PHASES.slice(from)) {
      (rules[each] ?? []).slice(each === phase ? after : 0).forEach((route) => {
        if (route.id.startsWith('/') && !state.shadowed.includes(route) && matches(route)) state.shadowed.push(route);
      });
    }
  };

  const run = (rules, phase) => {
    const kept = new Set(phase === 'hit' || phase === 'miss' ? Object.keys(state.headers) : []);
    for (const [index, route] of (rules[phase] ?? []).entries()) {
      const bound = matches(route);
      if (!bound) continue;
      const { step, write } = begin(route, bound, kept);
      const before = state.path;
      const outcome = act(rules, phase, route, step, write);
      if (outcome === 'end') break;
      if (outcome) {
        const after = state.path;
        state.path = before;
        shadow(rules, phase, index + 1);
        state.path = after;
        return outcome;
      }
    }
    return undefined;
  };

  const through = (rules) => {
    state.lookedUp = undefined;
    for (const phase of MAIN_PHASES) {
      const outcome = run(rules, phase);
      if (outcome) return outcome;
      if (state.lookedUp === state.path) continue;
      state.lookedUp = state.path;
      const found = look(state.path);
      if (found && !found.unknown) {
        const outcome = served(rules, found, state.status);
        shadow(rules, 'filesystem', 0);
        return outcome;
      }
      const miss = missed(rules);
      if (miss) return miss;
    }
    return undefined;
  };

  const failed = (rules) => {
    for (const route of rules.error ?? []) {
      if (route.status !== undefined && route.status !== 404) continue;
      const bound = matches(route);
      if (!bound) continue;
      const { step, write } = begin(route, bound, new Set());
      const to = route.dest === undefined ? undefined : cut(rooted(write(route.dest)))[0];
      Object.assign(step, { effect: route.continue ? 'continued' : 'answered', to: to ?? state.path });
      if (route.continue) continue;
      const found = to === undefined ? undefined : look(to);
      return found ? { kind: 'path', path: to, file: found.file ?? null, status: 404 } : { kind: 'notFound' };
    }
    return { kind: 'notFound' };
  };

  let outcome = through(project.top);
  if (!outcome && project.files(state.path, null)?.unknown) outcome = { kind: 'path', path: state.path, file: null, status: state.status ?? null };
  outcome ??= failed(project.top);

  let received = null;
  if (outcome.kind === 'path' || outcome.declared) {
    received = { path: state.path, query: state.query, headers: [] };
    for (const transform of state.transforms) {
      if (transform.type === 'request.query') received.query = transformed(received.query, transform);
      else if (transform.type === 'request.headers') received.headers = transformed(received.headers, transform);
      else if (transform.type === 'request.path' && /^\/(?!\/)[^?#\s\x00-\x20\x7f]*$/.test(transform.args)) received.path = transform.args;
    }
  }
  let response = Object.entries(state.headers);
  for (const transform of state.transforms) if (transform.type === 'response.headers') response = transformed(response, transform);
  return {
    outcome,
    service: state.service,
    received,
    headers: response.sort(),
    steps: state.steps,
    shadowed: state.shadowed.map((route) => route.id),
  };
}
