// VS Code with the extension, in a browser, on a copy of the sample projects: node demo.mjs EXTENSION_FOLDER.
// Prints one line, its address, and runs until it is interrupted or its standard input is closed.

import { createServer } from "node:http";
import { join } from "node:path";

import { repository, startEditor } from "./window.mjs";

const editor = await startEditor({
  extensions: [process.argv[2], join(import.meta.dirname, "demo")],
  sample: join(repository, "examples"),
  settings: { "explorer.autoReveal": true },
});

// VS Code's own address is long, and a terminal breaks it.
const page = createServer((request, response) => {
  response.writeHead(request.url === "/" ? 302 : 404, request.url === "/" ? { location: editor.url } : {}).end();
});
page.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${page.address().port}`));

let stopped = false;
function stop() {
  if (stopped) return;
  stopped = true;
  editor.stop();
  process.exit(0);
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
process.stdin.resume().on("end", stop);
