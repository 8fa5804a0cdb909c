// Bundles the extension and the routing panel's page script into dist/. With --web, also what runs in a browser: the module and its
// JavaScript are in ../../target/browser already.
import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { build } from "esbuild";

const shared = { bundle: true, minify: true, sourcemap: false, logLevel: "warning" };
const extension = { ...shared, format: "cjs", external: ["vscode"] };

rmSync("dist", { recursive: true, force: true });
mkdirSync("dist");
await Promise.all([
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
  await build({
    ...extension,
    entryPoints: ["src/browser/extension.ts"],
    outfile: "dist/web.js",
    platform: "browser",
    target: "es2022",
    // The module isn't found by its address: the extension reads it.
    define: { "import.meta.url": '""' },
  });
  copyFileSync("../../target/browser/svc_browser_bg.wasm", "dist/server.wasm");
}
