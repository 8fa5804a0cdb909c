// The place where Vercel's command line works: a home of its own, the programs that it starts, and the packages that the
// projects' applications import. It is made once for a run; nothing of it is left behind.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

/** The folder of the published command line. */
export const cli = join(here, 'node_modules', 'vercel', 'dist');

/**
 * Express in a few lines. `vercel build` bundles it as it does the real one, in a tenth of the time; `vercel dev` only needs a server. What an
 * application sees of a request is the server's doing and not Express's.
 */
const EXPRESS = `const http = require('node:http');
module.exports = () => {
  const app = (request, response) => app.answer(request, response);
  app.use = (answer) => { app.answer = answer; return app; };
  app.listen = (...where) => http.createServer(app).listen(...where);
  return app;
};
`;

/** What the generated Python services require. */
export const FASTAPI = 'fastapi==0.115.6';

/** Installing is not judged, and everything that a project imports is in the folder above it. */
const NPM = '#!/bin/sh\nexit 0\n';

/** Nor does Yarn find a program that no package has brought: it ends as the real one does. */
const YARN = '#!/bin/sh\n[ "$1" != rw ] || { echo \'error Command "rw" not found.\' >&2; exit 1; }\n';

/** Outside of the build image, Rust is compiled with `cargo zigbuild`. It isn't here, and this machine is like the image's. */
const ZIGBUILD = '#!/bin/sh\nshift\nexec cargo build "$@"\n';

/** The folder and version of a Python that the builder accepts (3.12 or newer), or `undefined`. */
function pythonFolder() {
  const installed = join(homedir(), '.pyenv', 'versions');
  const versions = existsSync(installed) ? readdirSync(installed).map((version) => join(installed, version, 'bin')) : [];
  const folders = [...versions, ...(process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes('shims'))];
  return ['3.12', '3.13', '3.14'].flatMap((version) => folders.filter((folder) => existsSync(join(folder, `python${version}`))).map((folder) => ({ folder, version })))[0];
}

const isOnPath = (program) => (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));

/** Makes the place. `python` is the version with which services and functions in Python can be built here, if there is one. Where applications
 * are to run (`runs`), their Python packages are installed for all of them. */
export function prepare({ runs = false } = {}) {
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'vercel-'));
  const put = (path, text) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  mkdirSync(join(folder, 'home'));
  put('bin/npm', NPM);
  put('bin/yarn', YARN);
  put('bin/cargo-zigbuild', ZIGBUILD);
  for (const program of ['npm', 'yarn', 'cargo-zigbuild']) chmodSync(join(folder, 'bin', program), 0o755);
  put('node_modules/express/package.json', '{ "name": "express", "version": "4.21.2", "main": "index.js" }\n');
  put('node_modules/express/index.js', EXPRESS);
  const python = pythonFolder();
  const rustup = process.env.RUSTUP_HOME ?? join(homedir(), '.rustup');
  const env = {
    HOME: join(folder, 'home'),
    PATH: [join(folder, 'bin'), ...(python ? [python.folder] : []), process.env.PATH].join(delimiter),
    NO_UPDATE_NOTIFIER: '1',
    NO_COLOR: '1',
    VERCEL_TELEMETRY_DISABLED: '1',
    UV_PYTHON_DOWNLOADS: 'never',
    // Cargo belongs to the home of its own.
    ...(existsSync(rustup) ? { RUSTUP_HOME: rustup, CARGO_HOME: process.env.CARGO_HOME ?? join(homedir(), '.cargo') } : {}),
    // As where deployments are built: without it the command rejects every daemon (DAEMONS_NOT_SUPPORTED in `accounts.mjs`).
    VERCEL_ENABLE_DAEMONS_BOA: '1',
    // `vercel dev` takes any Python that it finds.
    ...(python ? { UV_PYTHON: join(python.folder, `python${python.version}`) } : {}),
    // Packages that one build has fetched serve the next.
    UV_CACHE_DIR: process.env.UV_CACHE_DIR ?? join(here, '.cache', 'uv'),
    UV_LINK_MODE: 'copy',
    ...Object.fromEntries(['LANG', 'TMPDIR', 'HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'UV_INDEX_URL', 'UV_DEFAULT_INDEX', 'SSL_CERT_FILE', 'PIP_INDEX_URL'].flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))),
  };
  const hasPython = Boolean(python) && isOnPath('uv');
  if (runs && hasPython) {
    env.PYTHONPATH = join(folder, 'python');
    execFileSync('uv', ['pip', 'install', '--quiet', '--target', env.PYTHONPATH, FASTAPI], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  }
  return { folder, env, python: hasPython ? python.version : undefined, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Writes a project's files into a new folder of the place; answers the folder. A linked project has a `.vercel/project.json`; `vercel dev` would ask Vercel about it. */
export function lay(place, name, project, { linked = true } = {}) {
  const folder = join(place.folder, 'projects', name);
  rmSync(folder, { recursive: true, force: true });
  // Without the time at which the project was made, Vercel takes it for one of the first, in which Next.js is looked for whatever the preset.
  const settings = { framework: null, nodeVersion: '24.x', createdAt: 1_767_225_600_000, ...project.settings };
  const files = { ...(linked ? { '.vercel/project.json': JSON.stringify({ projectId: 'prj_x', orgId: 'team_x', settings }) } : {}), ...project.files };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}
