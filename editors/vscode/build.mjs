// Bundles the extension and the routing panel's page script into dist/.
import { build } from "esbuild";

const shared = { bundle: true, minify: true, sourcemap: false, logLevel: "warning" };

await Promise.all([
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
