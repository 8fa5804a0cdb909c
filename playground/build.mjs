// Bundles the page into ../target/playground-site. The module and its JavaScript are in ../target/playground-engine already.
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = import.meta.dirname;
const to = join(here, "../target/playground-site");
/** What a visitor loads at most, compressed. */
const MOST = 3 * 1024 * 1024;

rmSync(to, { recursive: true, force: true });
mkdirSync(to);
const shared = { absWorkingDir: here, outdir: to, bundle: true, minify: true, target: "es2022", logLevel: "warning" };
await build({ ...shared, entryPoints: ["web/start.ts"], format: "iife" });
// Apart, so that neither page waits for what only the other needs.
for (const page of ["web/playground.ts", "web/routing.ts"]) await build({ ...shared, entryPoints: [page], format: "esm", splitting: true });
for (const file of ["index.html", "playground.css", "colors.css", "frame.css", "routing.html"]) copyFileSync(join(here, "web", file), join(to, file));
copyFileSync(join(here, "../editors/vscode/media/routing.css"), join(to, "routing.css"));
copyFileSync(join(here, "../target/playground-engine/svc_playground_bg.wasm"), join(to, "engine.wasm"));

const files = readdirSync(to);
const sizes = files.map((name) => [name, gzipSync(readFileSync(join(to, name)), { level: 9 }).length]);
const total = sizes.reduce((sum, [, size]) => sum + size, 0);
const kib = (size) => `${(size / 1024).toFixed(0)} KiB`;
console.log(`${kib(total)} compressed: ${sizes.filter(([, size]) => size > 10_000).map(([name, size]) => `${name} ${kib(size)}`).join(", ")}`);
if (total > MOST) {
  console.error(`That is more than ${kib(MOST)}.`);
  process.exitCode = 1;
}
