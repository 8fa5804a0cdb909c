// Bundles the extension and the routing panel's page script into dist/, with the licences of the packages that the bundles contain.
// With --web, also what runs in a browser: the module and its JavaScript are in ../../target/browser already.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const shared = { bundle: true, minify: true, sourcemap: false, metafile: true, logLevel: "warning" };
const extension = { ...shared, format: "cjs", external: ["vscode"] };

rmSync("dist", { recursive: true, force: true });
mkdirSync("dist");
const bundles = await Promise.all([
  build({
    ...extension,
    entryPoints: ["src/extension.ts"],
    outfile: "dist/extension.js",
    platform: "node",
    target: "node20",
  }),
  build({
    ...shared,
    entryPoints: ["src/routing/page.ts"],
    outfile: "dist/routing.js",
    platform: "browser",
    format: "iife",
    target: "es2022",
  }),
]);
if (process.argv.includes("--web")) {
  const bundle = await build({
    ...extension,
    entryPoints: ["src/browser/extension.ts"],
    outfile: "dist/web.js",
    platform: "browser",
    target: "es2022",
    // The module isn't found by its address: the extension reads it.
    define: { "import.meta.url": '""' },
  });
  bundles.push(bundle);
  copyFileSync("../../target/browser/svc_browser_bg.wasm", "dist/server.wasm");
  // Where those of a binary are.
  mkdirSync("server", { recursive: true });
  copyFileSync("../../target/browser/THIRD-PARTY-NOTICES.txt", "server/THIRD-PARTY-NOTICES.txt");
} else {
  // The manifest names it. A package with a server for one system isn't offered to browsers.
  writeFileSync("dist/web.js", "");
}

const inputs = bundles.flatMap(({ metafile }) => Object.keys(metafile.inputs));
const folders = inputs.map((input) => /^.*node_modules\/(@[^/]+\/)?[^/]+(?=\/)/.exec(input)?.[0]).filter((folder) => folder !== undefined);
writeFileSync("dist/THIRD-PARTY-NOTICES.txt", [...new Set(folders)].sort().map(notice).join(`\n${"-".repeat(80)}\n`));

/** What a package is, under which licence, and the licence's text. */
function notice(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const texts = readdirSync(folder).filter((file) => /^(licen[cs]e|notice)/i.test(file));
  if (texts.length === 0) {
    throw new Error(`${name} has no file with its licence, ${license}`);
  }
  return [`${name} ${version}: ${license}\n`, ...texts.map((file) => readFileSync(join(folder, file), "utf8"))].join("\n");
}
