// The two answers side by side: each is brought into one shape, and what differs is named.

// `vercel dev` writes a space that came as `+` as `+` again.
const sorted = (query) => [...new URLSearchParams(query)].map((pair) => pair.join('=').replaceAll('+', ' ')).sort().join('&');

/** A location with its query's parameters in order: which come first, the request's or the destination's, is not documented. */
export const location = (text) => {
  const [, path, query = '', hash = ''] = /^([^?#]*)(?:\?([^#]*))?(#.*)?$/s.exec(text);
  // What is written out and what is encoded are the same place.
  return encodeURI(decodable(path)) + (query ? `?${sorted(query)}` : '') + hash;
};

/** A URL as a client asks for it, without dot segments. */
const target = (url) => location(URL.canParse(url) ? new URL(url).href : url);

/** What an application sees of a request, in one spelling. */
export const seen = (path, query) => `${encodeURI(decodable(path))}?${sorted(query)}`;

const decodable = (path) => {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
};

const keptQuery = (text, query) => {
  const [, path, own = '', hash = ''] = /^([^?#]*)(?:\?([^#]*))?(#.*)?$/s.exec(text);
  const all = new URLSearchParams(own);
  for (const [name, value] of new URLSearchParams(query)) if (!new URLSearchParams(own).has(name)) all.append(name, value);
  return path + (all.size > 0 ? `?${all}` : '') + hash;
};

const headers = (pairs) => {
  const made = {};
  for (const [name, value] of pairs.filter(([name]) => name !== 'location')) made[name] = Object.hasOwn(made, name) ? `${made[name]}, ${value}` : value;
  return Object.entries(made).map(([name, value]) => `${name}: ${value}`).sort();
};

/** The interpreter's answer. */
export function ofDeployment(answer, request) {
  const made = { who: '', received: null, headers: headers(answer.headers) };
  const [, query = ''] = request.url.split('?');
  const { kind, status } = answer;
  if (kind === 'redirect') made.who = `redirect ${status} ${location(keptQuery(answer.location, query))}`;
  else if (kind === 'external') made.who = `external ${target(answer.url)}`;
  else if (answer.service !== undefined) made.who = `service ${answer.service}`;
  else if (status === 404) made.who = 'status 404';
  else if (kind === 'file') made.who = `file ${answer.file}${status === 200 ? '' : ` with ${status}`}`;
  else if (kind === 'function') made.who = `function ${answer.function}${status === 200 ? '' : ` with ${status}`}`;
  else made.who = `status ${status}`;
  if (answer.received && /^(service|function)/.test(made.who)) made.received = seen(answer.received.path, answer.received.query);
  return made;
}

/** The answer of `svc-lsp route`; `null` where it says that it can't know. */
export function ofOurs(json, { files }) {
  const { outcome, received } = json;
  if (!outcome) return { who: `error ${json.error}`, received: null, headers: [] };
  const made = { who: '', received: null, headers: headers(Object.entries(json.headers)) };
  switch (outcome.kind) {
    case 'redirect':
      made.who = `redirect ${outcome.status} ${location(outcome.location)}`;
      break;
    case 'external':
      made.who = `external ${target(outcome.url)}`;
      break;
    case 'service':
      made.who = `service ${outcome.service}`;
      break;
    case 'path': {
      if (!outcome.file) return null;
      const status = outcome.status === null || outcome.status === 200 ? '' : ` with ${outcome.status}`;
      const isFunction = /^api\/(?!(.*\/)?[_.]).*\.(js|mjs|ts|py)$/.test(outcome.file) && Object.hasOwn(files, outcome.file);
      made.who = outcome.status === 404 ? 'status 404' : isFunction ? `function ${outcome.file.replace(/\.\w+$/, '')}${status}` : `file ${outcome.file.replace(/^public\//, '')}${status}`;
      break;
    }
    case 'status':
    case 'notFound':
      made.who = `status ${outcome.status}`;
      break;
    case 'buildOutput':
      return null;
    default:
      made.who = outcome.kind;
  }
  if (received && /^(service|function)/.test(made.who)) made.received = seen(received.path, received.query);
  return made;
}

/** What differs, by member; empty where they agree. */
export function differences(theirs, ours) {
  const found = [];
  if (theirs.who !== ours.who) return ['who'];
  if (theirs.received !== null && ours.received !== null && theirs.received !== ours.received) found.push('received');
  if (theirs.headers.join('\n') !== ours.headers.join('\n') && !/^(status|redirect|external)/.test(theirs.who)) found.push('headers');
  return found;
}
