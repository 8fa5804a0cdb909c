// Measures how long the extension takes to activate, by VS Code's own numbers ("Developer: Startup Performance").
// node activation.mjs NAME=EXTENSION_FOLDER.. [--starts N] [--files N]
// Each folder is that of a built extension with its server in it, such as that of an earlier commit. They take turns, in one project whose
// vercel.json declares services and in the same without them.

import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
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

/** What a start takes in an editor of its own, in milliseconds: to load the extension's code, to call it, and until it is active. */
async function measure(extension, sample) {
  const editor = await startEditor({ extensions: [resolve(extension)], sample });
  let window;
  try {
    window = await openWindow(editor.url);
    const { page } = window;
    await until("the server", () => editor.servers().length > 0);
    const person = new Person(page, join(editor.project, "vercel.json"));
    await person.command("Developer: Startup Performance");
    const row = await until("the numbers of the extension", async () => {
      await page.locator(".monaco-editor .view-line").first().click({ timeout: 2000 });
      await person.press("Control+a", "Control+c");
      const text = await page.evaluate(() => navigator.clipboard.readText());
      return text.split("\n").find((line) => line.startsWith("| svc-lsp.svc-lsp"));
    });
    return row.split("|").slice(3, 6).map(Number);
  } finally {
    await window?.browser.close();
    editor.stop();
  }
}

const median = (numbers) => numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)];

const folder = mkdtempSync(join(tmpdir(), "svc-lsp-activation-"));
try {
  const [services, none] = [true, false].map((declares) => project(join(folder, declares ? "services" : "none"), declares));
  const variants = positionals.flatMap((named) => {
    const [name, extension] = named.split("=");
    return [
      { name: `${name}, with services`, extension, sample: services, found: [] },
      { name: `${name}, without services`, extension, sample: none, found: [] },
    ];
  });
  // The first round fills caches.
  for (let round = 0; round <= Number(values.starts); round++) {
    for (const { name, extension, sample, found } of variants) {
      const measured = await measure(extension, sample);
      console.error(`${name}: ${measured.join(" + ")} ms`);
      if (round > 0) found.push(measured);
    }
  }
  for (const { name, found } of variants) {
    const all = found.map((parts) => parts.reduce((one, other) => one + other));
    const parts = [0, 1, 2].map((part) => median(found.map((it) => it[part])));
    console.log(`${name}: ${median(all)} ms (${Math.min(...all)} to ${Math.max(...all)}; load ${parts[0]}, call ${parts[1]}, finish ${parts[2]}), ${found.length} starts`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
