// Serves a folder on the loopback.

import { readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm", ".ttf": "font/ttf" };

/** What is sent at once over a slow line, in bytes. */
const PART = 16 * 1024;

/**
 * The server, its address, and how many bytes it `sent`. With `compress`, files are sent as hosts of pages send them. `line` is a slow one: answers
 * wait for its `latency` in milliseconds and share its `rate` in bytes per second.
 */
export function serve(folder, { compress = false, line } = {}) {
  const compressed = new Map();
  let sent = 0;
  let free = 0;
  async function send(response, body) {
    if (!line) {
      sent += body.length;
      response.end(body);
      return;
    }
    await sleep(line.latency);
    for (let at = 0; at < body.length && !response.destroyed; at += PART) {
      const part = body.subarray(at, at + PART);
      free = Math.max(free, performance.now()) + (part.length / line.rate) * 1000;
      await sleep(Math.max(0, free - performance.now()));
      sent += part.length;
      response.write(part);
    }
    response.end();
  }
  const server = createServer((request, response) => {
    const path = join(folder, normalize(new URL(request.url, "http://localhost").pathname));
    const file = path.endsWith("/") ? join(path, "index.html") : path;
    if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
      response.writeHead(404).end();
      return;
    }
    const headers = { "content-type": TYPES[extname(file)] ?? "application/octet-stream" };
    if (!compress) {
      response.writeHead(200, headers);
      void send(response, readFileSync(file));
      return;
    }
    if (!compressed.has(file)) compressed.set(file, gzipSync(readFileSync(file), { level: 9 }));
    response.writeHead(200, { ...headers, "content-encoding": "gzip" });
    void send(response, compressed.get(file));
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve({ server, url: `http://127.0.0.1:${server.address().port}/`, sent: () => sent }));
  });
}
