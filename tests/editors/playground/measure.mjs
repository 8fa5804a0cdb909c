// How soon the playground is ready, beside Monaco with a JSON file: node measure.mjs [--rounds 9]
// Each round opens both in fresh profiles, in turn. Ready is what a user calls so: the first problem is underlined in an editor that can be typed in.
// `npm ci` installs Monaco.

import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { chromium } from "playwright-core";

import { serve } from "./serve.mjs";

const { values } = parseArgs({ options: { rounds: { type: "string", default: "9" } } });
const here = import.meta.dirname;
const target = join(here, "../../../target");
const monaco = join(target, "monaco-site");

/** A JSON file with a schema that it doesn't match, as the JSON examples of Monaco's own playground have it. */
const SOURCE = `
import * as monaco from "monaco-editor";
self.MonacoEnvironment = { getWorker: (_, label) => new Worker(label === "json" ? "json.worker.js" : "editor.worker.js") };
const defaults = monaco.json?.jsonDefaults ?? monaco.languages.json.jsonDefaults;
const schema = { type: "object", properties: { p1: { enum: ["v1", "v2"] }, p2: { type: "string" } } };
defaults.setDiagnosticsOptions({ validate: true, schemas: [{ uri: "http://a/schema.json", fileMatch: ["*"], schema }] });
const model = monaco.editor.createModel('{\\n  "p1": "v3",\\n  "p2": false\\n}', "json", monaco.Uri.parse("a://b/foo.json"));
monaco.editor.create(document.getElementById("container"), { model });
`;

async function buildMonaco() {
  mkdirSync(monaco, { recursive: true });
  const shared = { bundle: true, minify: true, outdir: monaco, loader: { ".ttf": "file" }, logLevel: "error" };
  const workers = ["esm/vs/language/json/json.worker.js", "esm/vs/editor/editor.worker.js"].map((path) => join(here, "node_modules/monaco-editor", path));
  await build({ ...shared, stdin: { contents: SOURCE, resolveDir: here, sourcefile: "main.js" }, format: "esm", entryNames: "main" });
  await build({ ...shared, entryPoints: workers, format: "iife", entryNames: "[name]" });
  const page = '<!doctype html><meta charset="utf-8"><title>Monaco</title><link rel="stylesheet" href="main.css"><div id="container" style="height:600px"></div><script type="module" src="main.js"></script>';
  writeFileSync(join(monaco, "index.html"), page);
}

/** What shows a problem in each. Both underline nothing before one can type. */
const UNDERLINED = [".cm-content[contenteditable=true] .cm-lintRange", ".monaco-editor .view-overlays :is(.squiggly-error, .squiggly-warning)"];

/** Milliseconds until a page shows the first problem, as seen in its frames. */
async function once(browser, url, underlined) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript((selector) => {
    if (window !== top) return;
    const look = () => {
      if (document.querySelector(selector)) document.documentElement.dataset.shown = String(performance.now());
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, underlined);
  await page.goto(url, { waitUntil: "commit" });
  await page.locator("html[data-shown]").waitFor({ state: "attached", timeout: 60_000 });
  const shown = Number(await page.locator("html").getAttribute("data-shown"));
  await context.close();
  return shown;
}

const median = (numbers) => numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)];
const told = (times) => `${median(times).toFixed(0)} ms (${Math.min(...times).toFixed(0)}–${Math.max(...times).toFixed(0)})`;
const kib = (bytes) => `${(bytes / 1024).toFixed(0)} KiB`;

await buildMonaco();
const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => existsSync(path));
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] });
const lines = { loopback: undefined, "10 Mbit/s, 40 ms": { latency: 40, rate: 1_250_000 } };
for (const [name, line] of Object.entries(lines)) {
  const sites = await Promise.all([join(target, "playground-site"), monaco].map((folder) => serve(folder, { compress: true, line })));
  const times = [[], []];
  const loaded = [0, 0];
  for (let round = -1; round < Number(values.rounds); round += 1) {
    for (const [index, { url, sent }] of sites.entries()) {
      const before = sent();
      const shown = await once(browser, url, UNDERLINED[index]);
      // The first round compresses the files.
      if (round >= 0) times[index].push(shown);
      loaded[index] = sent() - before;
    }
  }
  const [ours, theirs] = times;
  console.log(`${name}: playground ${told(ours)}, Monaco ${told(theirs)}, ${(median(ours) / median(theirs)).toFixed(2)}; until then, ${kib(loaded[0])} and ${kib(loaded[1])}`);
  for (const { server } of sites) server.close();
}
await browser.close();
