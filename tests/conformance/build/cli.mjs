// Runs `vercel build` in one warm process, one project after another: the published entry module is evaluated anew for each, while the modules
// that it imports, a second of work, stay loaded. Arguments, folder and environment are those of a fresh process. `run.mjs --cold` starts a
// process for each build instead, to hold the two against each other.
import { fork, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cli } from './workplace.mjs';

const ENTRY = join(cli, 'vc.js');

/** A process that builds; `build(folder)` answers `{ status, output, seconds }`. */
export class Builder {
  /** How many builds a process does before another takes its place: what they leave in memory goes with it. */
  static BUILDS = 100;

  constructor(place, { cold = false, timeout = 120_000 } = {}) {
    this.place = place;
    this.cold = cold;
    this.timeout = timeout;
    this.done = 0;
  }

  async build(folder) {
    const start = performance.now();
    const ended = this.cold ? await this.#fresh(folder) : await this.#warm(folder);
    return { ...ended, seconds: (performance.now() - start) / 1000 };
  }

  #fresh(folder) {
    return new Promise((resolve) => {
      const child = spawn(process.execPath, [ENTRY, 'build', '--yes'], { cwd: folder, env: this.place.env, stdio: ['ignore', 'pipe', 'pipe'] });
      let output = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
      child.on('close', (status) => resolve({ status, output }));
    });
  }

  #warm(folder) {
    if (this.done === Builder.BUILDS) this.stop();
    this.child ??= fork(fileURLToPath(import.meta.url), { env: this.place.env, cwd: this.place.folder, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    this.done += 1;
    const child = this.child;
    return new Promise((resolve) => {
      const finish = (answer) => {
        clearTimeout(timer);
        child.off('message', finish).off('exit', died);
        resolve(answer);
      };
      const died = (status) => {
        this.child = undefined;
        this.done = 0;
        finish({ status: status ?? 1, output: 'The process ended.' });
      };
      const timer = setTimeout(() => {
        child.off('exit', died);
        this.stop();
        finish({ status: null, output: 'The build took too long.' });
      }, this.timeout);
      child.on('message', finish).on('exit', died);
      child.send(folder);
    });
  }

  stop() {
    this.child?.kill('SIGKILL');
    this.child = undefined;
    this.done = 0;
  }
}

/** The other side: builds what it is told. */
function serve() {
  const environment = { ...process.env };
  let output = '';
  for (const stream of [process.stdout, process.stderr]) {
    stream.write = (text, ...rest) => {
      output += text;
      rest.find((each) => typeof each === 'function')?.();
      return true;
    };
  }
  // A build that ends the process ends this one; the next gets another.
  let builds = 0;
  process.on('message', async (folder) => {
    output = '';
    for (const name of Object.keys(process.env)) delete process.env[name];
    Object.assign(process.env, environment);
    process.chdir(folder);
    process.argv = [process.execPath, ENTRY, 'build', '--yes'];
    process.exitCode = undefined;
    const { cliPromise } = await import(`${join(cli, 'index.js')}?build=${builds++}`);
    const status = await cliPromise;
    process.send({ status, output });
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) serve();
