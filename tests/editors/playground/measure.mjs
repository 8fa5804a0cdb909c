// How soon the playground is ready, beside Monaco with a JSON file: node measure.mjs [--rounds 9]
// Each round opens both in fresh profiles, in turn. Ready is when the first problems are shown. `npm ci` installs Monaco.

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
monaco.editor.onDidChangeMarkers(() => {
  if (monaco.editor.getModelMarkers({}).length > 0) document.documentElement.dataset.ready ??= String(Math.round(performance.now()));
});
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

/** Milliseconds until a page is ready, and the bytes that it loaded. */
async function once(browser, url, network) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  let bytes = 0;
  session.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
  if (network) await session.send("Network.emulateNetworkConditions", { offline: false, ...network });
  await page.goto(url);
  await page.locator("html[data-ready]").waitFor({ state: "attached", timeout: 60_000 });
  const ready = Number(await page.locator("html").getAttribute("data-ready"));
  await context.close();
  return { ready, bytes };
}

const median = (numbers) => numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)];

await buildMonaco();
const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => existsSync(path));
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] });
const sites = await Promise.all([join(target, "playground-site"), monaco].map((folder) => serve(folder, { compress: true })));
const networks = { loopback: undefined, "10 Mbit/s, 40 ms": { latency: 40, downloadThroughput: 1_250_000, uploadThroughput: 1_250_000 } };
for (const [name, network] of Object.entries(networks)) {
  const times = [[], []];
  const loaded = [0, 0];
  for (let round = -1; round < Number(values.rounds); round += 1) {
    for (const [index, { url }] of sites.entries()) {
      const { ready, bytes } = await once(browser, url, network);
      // The first round compresses the files.
      if (round >= 0) times[index].push(ready);
      loaded[index] = bytes;
    }
  }
  const [ours, theirs] = times.map(median);
  console.log(`${name}: playground ${ours} ms (${Math.min(...times[0])}–${Math.max(...times[0])}), Monaco ${theirs} ms (${Math.min(...times[1])}–${Math.max(...times[1])}), ${(ours / theirs).toFixed(2)}`);
  if (!network) console.log(`loaded: playground ${(loaded[0] / 1024).toFixed(0)} KiB, Monaco ${(loaded[1] / 1024).toFixed(0)} KiB without its workers' files`);
}
await browser.close();
for (const { server } of sites) server.close();
