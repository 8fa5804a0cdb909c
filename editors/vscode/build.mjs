// Bundles the extension and the routing panel's page script into dist/, with the licences of the packages that the bundles contain.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const shared = { bundle: true, minify: true, sourcemap: false, metafile: true, logLevel: "warning" };

const bundles = await Promise.all([
  build({
    ...shared,
    entryPoints: ["src/extension.ts"],
    outfile: "dist/extension.js",
    platform: "node",
    format: "cjs",
    target: "node20",
    external: ["vscode"],
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
