// The real `vercel dev -L` on a project, and real requests to it.
import { spawn } from 'node:child_process';
import { request as ask } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { cli } from '../build/workplace.mjs';

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Starts the server in a folder; `null` where it doesn't become ready. */
export async function start(place, folder, { timeout = 60_000 } = {}) {
  const port = await freePort();
  // A group of its own: the services that it starts are ended with it.
  const child = spawn(process.execPath, [join(cli, 'vc.js'), 'dev', '-L', '--listen', `127.0.0.1:${port}`], { cwd: folder, env: place.env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let output = '';
  let isReady = false;
  const ready = new Promise((resolve) => {
    const timer = setTimeout(resolve, timeout);
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data) => {
        output += data;
        if (!isReady && /Ready!|Available at/.test(output)) {
          isReady = true;
          end();
        }
      });
    }
    child.on('exit', end);
  });
  await ready;
  const stop = () => {
    try {
      // It ends the services that it started in groups of their own. What it doesn't end in time is ended with it.
      process.kill(-child.pid, 'SIGTERM');
      setTimeout(() => child.exitCode === null && process.kill(-child.pid, 'SIGKILL'), 3_000).unref();
    } catch {
      // It has ended.
    }
  };
  if (isReady) return { port, stop, output: () => output };
  stop();
  return { failed: output };
}

/** One request, whose redirects are not followed. */
export function get(port, { url, method = 'GET', host, headers = {}, cookies = {} }) {
  const all = { ...headers, host: host ?? `127.0.0.1:${port}`, connection: 'close', 'accept-encoding': 'identity' };
  const cookie = Object.entries(cookies).map(([name, value]) => `${name}=${value}`).join('; ');
  if (cookie) all.cookie = cookie;
  return new Promise((resolve) => {
    const asked = ask({ host: '127.0.0.1', port, path: url.replace(/[^\x21-\x7e]/g, encodeURIComponent), method, headers: all, timeout: 20_000, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (data) => (body += data));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
    });
    asked.on('timeout', () => asked.destroy(new Error('no answer')));
    asked.on('error', (error) => resolve({ status: 0, headers: {}, body: String(error.message) }));
    asked.end();
  });
}
