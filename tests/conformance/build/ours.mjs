// What svc-lsp says of a project: `route`, `inspect` and `check`, through the command line.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The program that is judged. */
export const program = process.env.SVC_LSP ?? join(root, 'target', 'debug', 'svc-lsp');

function run(args) {
  return new Promise((resolve, reject) => {
    execFile(program, args, { maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      // 1 is an answer; 2 means that nothing could be asked.
      if (error && error.code !== 1) reject(new Error(`${program} ${args.join(' ')}: ${stderr || error.message}`));
      else resolve({ status: error ? 1 : 0, json: JSON.parse(stdout) });
    });
  });
}

export async function route(folder, { url, method, host, headers = {}, cookies = {} }) {
  const args = ['route', '--dir', folder, '--format', 'json'];
  if (method) args.push('--method', method);
  if (host) args.push('--host', host);
  for (const [name, value] of Object.entries(headers)) args.push('--header', `${name}: ${value}`);
  for (const [name, value] of Object.entries(cookies)) args.push('--cookie', `${name}=${value}`);
  return (await run([...args, '--', url])).json;
}

export const inspect = async (folder) => (await run(['inspect', folder, '--format', 'json'])).json;

export const check = (folder) => run(['check', join(folder, 'vercel.json'), '--format', 'json']);
