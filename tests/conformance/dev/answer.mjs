// A response of `vercel dev`, in the shape in which answers are compared.
import { location, seen } from '../build/compare.mjs';

/** Headers that rules of generated projects set. */
const OF_RULES = ['x-one', 'x-two', 'cache-control'];

export function ofResponse({ status, headers, body }) {
  const made = { who: `status ${status}`, received: null, headers: [] };
  if (status >= 300 && status < 400 && headers.location !== undefined) {
    // Headers are read as bytes; a name beyond ASCII comes as it is written.
    made.who = `redirect ${status} ${location(Buffer.from(headers.location, 'latin1').toString())}`;
    return made;
  }
  made.headers = OF_RULES.filter((name) => headers[name] !== undefined && !/^public, max-age=0/.test(headers[name])).map((name) => `${name}: ${headers[name]}`).sort();
  // A page says its own name, and so does the text of a function that is served as a file.
  const file = (/^file:(.*)\n$/.exec(body) ?? /^(?:module\.exports =|export default) .*\{ function: "([^"]+)"/.exec(body))?.[1];
  let printed;
  try {
    printed = JSON.parse(body);
  } catch {
    // A page of the server's own.
  }
  const suffix = status === 200 ? '' : ` with ${status}`;
  if (file !== undefined) made.who = status === 404 ? 'status 404' : `file ${file.replace(/^(public|site)\//, '')}${suffix}`;
  else if (printed?.service || printed?.function) {
    made.who = printed.service ? `service ${printed.service}` : `function ${printed.function.replace(/\.\w+$/, '')}${suffix}`;
    const [path, query = ''] = printed.url.split('?');
    made.received = seen(path, query);
    made.variables = printed.variables;
  }
  return made;
}
