// Bundles the page into ../target/playground-site. The module and its JavaScript are in ../target/playground-engine already.
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

import { counted, only, ran } from "./first.mjs";

const here = import.meta.dirname;
const from = join(here, "../target/playground-engine");
const to = join(here, "../target/playground-site");
/** What a visitor loads at most, compressed. */
const MOST = 3 * 1024 * 1024;
/** How many characters are typed at once in a sample. */
const STRIDE = 5;

/** The module with only the code that finds the problems of the samples, also while they are typed, and of real files. */
async function first(engine) {
  const contents = 'export { SAMPLES } from "../../playground/web/samples"; export { initSync, Playground } from "./svc_playground.js";';
  async function started(module, name) {
    const outfile = join(from, `${name}.mjs`);
    await build({ stdin: { contents, resolveDir: from }, outfile, bundle: true, format: "esm", logLevel: "warning" });
    const { initSync, Playground, SAMPLES } = await import(outfile);
    const exports = initSync({ module: new WebAssembly.Module(module) });
    function check(files, ...texts) {
      const playground = new Playground(JSON.stringify(files));
      const problems = [playground.check()];
      for (const text of texts) {
        playground.write("vercel.json", text);
        problems.push(playground.check());
      }
      playground.free();
      return problems;
    }
    /** The text as it is typed, and without one of its characters. */
    const typed = (text) => Array.from({ length: Math.floor(text.length / STRIDE) }, (_, index) => text.slice(0, index * STRIDE)).flatMap((start) => [start, start + text.slice(start.length + 1)]);
    return { exports, check, samples: () => SAMPLES.flatMap(({ files }) => check(files, ...typed(files["vercel.json"]))) };
  }
  const { exports, check, samples } = await started(counted(engine), "counted");
  const expected = samples();
  for (const folder of ["services", "plain"].map((name) => join(here, "../tests/corpus", name))) {
    for (const name of readdirSync(folder)) check({ "vercel.json": readFileSync(join(folder, name), "utf8") });
  }
  const module = only(engine, (stretch) => ran(exports, stretch));
  const cut = await started(module, "first");
  if (JSON.stringify(cut.samples()) !== JSON.stringify(expected)) throw new Error("first.wasm finds other problems than engine.wasm");
  return module;
}

rmSync(to, { recursive: true, force: true });
mkdirSync(to);
const shared = { absWorkingDir: here, outdir: to, bundle: true, minify: true, target: "es2022", logLevel: "warning" };
await build({ ...shared, entryPoints: ["web/start.ts"], format: "iife" });
// Apart, so that neither page waits for what only the other needs.
for (const page of ["web/playground.ts", "web/routing.ts"]) await build({ ...shared, entryPoints: [page], format: "esm", splitting: true });
for (const file of ["index.html", "playground.css", "colors.css", "frame.css", "routing.html"]) copyFileSync(join(here, "web", file), join(to, file));
copyFileSync(join(here, "../editors/vscode/media/routing.css"), join(to, "routing.css"));
const engine = readFileSync(join(from, "svc_playground_bg.wasm"));
writeFileSync(join(to, "engine.wasm"), engine);
writeFileSync(join(to, "first.wasm"), await first(engine));

const files = readdirSync(to);
const sizes = files.map((name) => [name, gzipSync(readFileSync(join(to, name)), { level: 9 }).length]);
const total = sizes.reduce((sum, [, size]) => sum + size, 0);
const kib = (size) => `${(size / 1024).toFixed(0)} KiB`;
console.log(`${kib(total)} compressed: ${sizes.filter(([, size]) => size > 10_000).map(([name, size]) => `${name} ${kib(size)}`).join(", ")}`);
if (total > MOST) {
  console.error(`That is more than ${kib(MOST)}.`);
  process.exitCode = 1;
}
