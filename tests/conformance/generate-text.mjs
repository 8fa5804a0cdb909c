// Writes a configuration down, as neatly or as oddly as people and tools do.

/** The text of a vercel.json. `oddity` is how often it is not plain indented JSON. */
export function renderText(random, value, oddity = 0.25) {
  if (!random.chance(oddity)) return JSON.stringify(value, null, 2) + '\n';
  const text = JSON.stringify(value, null, random.pick([0, 1, 2, 4, '\t']));
  return random.weighted([
    [6, () => text],
    [4, () => text.replaceAll('\n', '\r\n') + '\r\n'],
    [3, () => `\n\n  ${text}  \n`],
    [2, () => escapeSome(random, text)],
    [3, () => repeatKey(random, text)],
    [1, () => breakIt(random, text)],
  ])();
}

/** Writes some ASCII letters as `\uXXXX`: the same value, another text. */
function escapeSome(random, text) {
  let inString = false;
  let escaped = false;
  let out = '';
  for (const char of text) {
    if (inString && !escaped && /[a-z/]/i.test(char) && random.chance(0.05)) {
      out += `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
      continue;
    }
    if (inString && escaped) escaped = false;
    else if (inString && char === '\\') escaped = true;
    else if (char === '"') inString = !inString;
    out += char;
  }
  return out;
}

/** Repeats one key of one object with another value first or last: the last value counts, at the first's place. */
function repeatKey(random, text) {
  const opens = [...text.matchAll(/\{\s*"((?:[^"\\]|\\.)*)":/g)];
  if (opens.length === 0) return text;
  const { 0: head, index } = random.pick(opens);
  const key = head.slice(head.indexOf('"'), -1);
  const value = random.pick(['"/"', '"web"', '{}', 'null', '1', '{"framework": "vite", "mount": "/"}']);
  return text.slice(0, index) + `{${key}: ${value}, ` + text.slice(index + 1);
}

const BREAKS = [
  (text) => text.slice(0, -1),
  (text) => `\uFEFF${text}`,
  (text) => `// comment\n${text}`,
  (text) => text.replace(/\}$/, ',}'),
  (text) => `${text}\n${text}`,
  (text) => text.replace(/":/, '"'),
  (text) => text.replaceAll('"', "'"),
  () => '',
  () => ' \n',
  () => '[]',
  () => 'null',
  () => '"text"',
  () => '7',
];

function breakIt(random, text) {
  return random.pick(BREAKS)(text);
}
