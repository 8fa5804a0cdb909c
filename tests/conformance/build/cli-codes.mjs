// Writes `codes.json`: the codes of errors in the CLI and in the packages that it builds with, each with the numbers in its message (limits
// among them). No sentence of theirs is kept.
//
//   node cli-codes.mjs
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

const TEXT = String.raw`"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\x60(?:[^\x60\\]|\\.)*\x60`;
const CODE = new RegExp(String.raw`\bcode:([^,{}]{1,160})[,}]\s*(?:link:[^,]+,\s*)?(?:message:\s*(${TEXT}))?`, 'g');

/** Codes that are put together, such as `${framework}_ENTRYPOINT_NOT_FOUND`, and those that an error gets later. */
const TEMPLATE = /\bcode:\s*`((?:[^`$]|\$\{[^`}]*\})*\$\{(?:[^`$]|\$\{[^`}]*\}|\})*)`/g;
const ASSIGNED = /\.code\s*=\s*["']([A-Za-z]\w*_\w+)["']/g;

/** The codes in a program's text, with the numbers in their messages. In a code that is put together `*` stands for what varies. */
export function codesIn(text) {
  const codes = {};
  for (const [, template] of text.matchAll(TEMPLATE)) {
    const code = template.replace(/\$\{[^}]*\}/g, '*');
    if (/^[A-Za-z_*]*[A-Z]_?[A-Za-z_*]*$/.test(code)) codes[code] = [];
  }
  for (const [, code] of text.matchAll(ASSIGNED)) if (!/^(UND_ERR|BABEL|ZLIB)/.test(code)) codes[code] ??= [];
  for (const [, value, message = ''] of text.matchAll(CODE)) {
    for (const [, code] of value.matchAll(/["'`]([A-Za-z]\w*_\w+)["'`]/g)) {
      const numbers = message.replace(/\$\{[^}]*\}/g, '').match(/\b\d[\d.,]*\b/g) ?? [];
      codes[code] = [...new Set([...(codes[code] ?? []), ...numbers])].sort();
    }
  }
  return codes;
}

/** The programs below a folder, put together. */
function programs(folder) {
  const files = existsSync(folder) ? readdirSync(folder, { recursive: true }) : [];
  return files.filter((file) => /\.[cm]?js$/.test(file)).sort().map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const modules = join(here, 'node_modules');
  const asked = JSON.parse(readFileSync(join(modules, 'vercel/package.json'), 'utf8')).dependencies;
  const packages = ['vercel', ...Object.keys(asked).filter((name) => name.startsWith('@vercel/')).sort()];
  const codes = Object.fromEntries(packages.map((name) => [name, codesIn(programs(join(modules, name, 'dist')))]).filter(([, codes]) => Object.keys(codes).length > 0));
  const lines = Object.entries(codes).map(([name, codes]) => {
    const inside = Object.entries(codes).sort(([a], [b]) => (a < b ? -1 : 1)).map(([code, numbers]) => `    ${JSON.stringify(code)}: ${JSON.stringify(numbers)}`);
    return `  ${JSON.stringify(name)}: {\n${inside.join(',\n')}\n  }`;
  });
  writeFileSync(join(here, 'codes.json'), `{\n${lines.join(',\n')}\n}\n`);
}
