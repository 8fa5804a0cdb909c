// VS Code with the extension, in the browser, on a copy of the sample projects: node demo.mjs EXTENSION.vsix. Ends with Ctrl+C.

import { join } from "node:path";

import { repository, startEditor } from "./window.mjs";

const editor = await startEditor({
  vsix: process.argv[2],
  sample: join(repository, "examples"),
  settings: { "explorer.autoReveal": true },
});
const authority = new URL(editor.url).host;
const file = `vscode-remote://${authority}${join(editor.project, "broken/vercel.json")}`;
console.log(`\nVS Code with svc-lsp, ready to try:\n\n  ${editor.url}&payload=${encodeURIComponent(JSON.stringify([["openFile", file]]))}\n\nCtrl+C ends it.`);
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => {
    editor.stop();
    process.exit(0);
  });
}
