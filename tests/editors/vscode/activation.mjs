// Measures how long the extension takes to activate: VS Code's own numbers, and what the extension logs of its server.
// node activation.mjs NAME=EXTENSION_FOLDER.. [--starts N] [--files N]
// Each folder is that of a built extension with its server in it, such as that of an earlier commit. They take turns, in one project whose
// vercel.json declares services and in the same without them.

import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

import { openWindow, repository, startEditor, until, Person } from "./window.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { starts: { type: "string", default: "9" }, files: { type: "string", default: "5000" } },
});

/** A copy of `examples/shop` with so many source files more. */
function project(folder, declares) {
  cpSync(join(repository, "examples/shop"), folder, { recursive: true });
  if (!declares) writeFileSync(join(folder, "vercel.json"), '{ "cleanUrls": true }\n');
  for (let file = 0; file < Number(values.files); file++) {
    const below = join(folder, "web/generated", String(file % 50));
    mkdirSync(below, { recursive: true });
    const read = file % 20 === 0 ? "process.env.BACKEND_URL" : "undefined";
    writeFileSync(join(below, `part${file}.ts`), `export const part${file} = ${read};\n`.repeat(50));
  }
  return folder;
}

/** The lines of a log of the extension, wherever VS Code put it. */
function logged(folder) {
  const logs = readdirSync(folder, { recursive: true }).filter((path) => path.endsWith("svc-lsp.log"));
  return logs.sort().map((path) => readFileSync(join(folder, path), "utf8"));
}

/** What one start takes, in milliseconds. */
async function measure(editor) {
  const before = logged(editor.folder).length;
  const { browser, page } = await openWindow(editor.url);
  try {
    const ready = await until("the server", () => {
      const logs = logged(editor.folder);
      return logs.length > before && /the server was ready (\d+) ms/.exec(logs.at(-1));
    });
    const person = new Person(page, join(editor.project, "vercel.json"));
    await person.command("Developer: Startup Performance");
    await page.locator(".tab.active", { hasText: "Startup Performance" }).waitFor();
    const row = await until("the numbers of the extension", async () => {
      await page.locator(".monaco-editor .view-line").first().click();
      await person.press("Control+a", "Control+c");
      const text = await page.evaluate(() => navigator.clipboard.readText());
      return text.split("\n").find((line) => line.includes("svc-lsp.svc-lsp") && line.split("|").length > 5);
    });
    const [load, call, finish] = row.split("|").slice(3, 6).map(Number);
    return { load, call, finish, server: Number(ready[1]) };
  } finally {
    await browser.close();
  }
}

const median = (numbers) => numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)];

const folder = mkdtempSync(join(tmpdir(), "svc-lsp-activation-"));
const editors = [];
try {
  for (const declares of [true, false]) {
    const sample = project(join(folder, declares ? "services" : "none"), declares);
    for (const named of positionals) {
      const [name, extension] = named.split("=");
      const editor = await startEditor({ extensions: [resolve(extension)], sample });
      editors.push({ name: `${name}, ${declares ? "with services" : "without services"}`, editor, found: [] });
    }
  }
  for (let start = 0; start <= Number(values.starts); start++) {
    for (const { editor, found } of editors) {
      const measured = await measure(editor);
      // The first fills caches.
      if (start > 0) found.push(measured);
    }
  }
  for (const { name, found } of editors) {
    const of = (key) => found.map((it) => it[key]);
    const all = found.map((it) => it.load + it.call + it.finish);
    console.log(
      `${name}: activation ${median(all)} ms (${Math.min(...all)} to ${Math.max(...all)}): load ${median(of("load"))}, ` +
        `call ${median(of("call"))}, finish ${median(of("finish"))}; server ready after ${median(of("server"))} ms; ${found.length} starts`,
    );
  }
} finally {
  for (const { editor } of editors) editor.stop();
  rmSync(folder, { recursive: true, force: true });
}
