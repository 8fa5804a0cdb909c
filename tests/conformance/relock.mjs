// Writes package-lock.json for the versions that package.json names.
//
// `vercel` is locked by version and integrity, without its dependencies: a plain install of it brings
// some hundred megabytes of builders, and fails where one of them is not published. The judge needs two
// chunks of its `dist`, whose imports the other packages of package.json satisfy. `npm ci` installs what
// the lock says and checks every integrity.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

/** Rewrites the lock beside `package.json`; answers the integrity of the `vercel` package that it pins. */
export function relock(folder = here) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const version = manifest.devDependencies.vercel;
  const scratch = mkdtempSync(join(tmpdir(), 'relock-'));
  try {
    const without = { ...manifest, devDependencies: { ...manifest.devDependencies } };
    delete without.devDependencies.vercel;
    writeFileSync(join(scratch, 'package.json'), JSON.stringify(without));
    cpSync(join(folder, '.npmrc'), join(scratch, '.npmrc'));
    const npm = (...args) => execFileSync('npm', args, { cwd: scratch, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
    npm('install', '--package-lock-only', '--ignore-scripts');
    const integrity = npm('view', `vercel@${version}`, 'dist.integrity').trim();

    const lock = JSON.parse(readFileSync(join(scratch, 'package-lock.json'), 'utf8'));
    lock.packages[''].devDependencies = manifest.devDependencies;
    lock.packages['node_modules/vercel'] = { version, integrity, dev: true, license: 'Apache-2.0' };
    for (const entry of Object.values(lock.packages)) {
      delete entry.resolved;
      delete entry.funding;
    }
    lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock, null, 2) + '\n');
    return integrity;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(relock());
