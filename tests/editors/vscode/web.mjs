// A user's session in VS Code in a browser alone: the extension runs in the page, and the project is in memory.
// node web.mjs EXTENSION.vsix [--screenshots FOLDER]

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";

import { Person, openWindow, repository, startEditor, until } from "./window.mjs";

const { values, positionals } = parseArgs({ allowPositionals: true, options: { screenshots: { type: "string" } } });
const vsix = resolve(positionals[0] ?? join(repository, "editors/vscode/svc-lsp-web.vsix"));
const screenshots = values.screenshots && resolve(values.screenshots);
if (screenshots) mkdirSync(screenshots, { recursive: true });

const folder = mkdtempSync(join(tmpdir(), "svc-lsp-web-"));
const sample = join(folder, "project");
cpSync(join(repository, "examples/broken"), sample, { recursive: true });
writeFileSync(join(sample, "svc-lsp.jsonc"), '{ "rules": { "route-prefix-trailing-slash": "off" } }\n');
const files = Object.fromEntries(
  readdirSync(sample, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [`/project/${relative(sample, path)}`, readFileSync(path, "utf8")]),
);
// What nothing should look at.
for (let index = 0; index < 2_000; index += 1) files[`/project/node_modules/package-${index}/index.js`] = "process.env.SECRET";
files["/elsewhere/secret.json"] = "{}";
const memory = join(folder, "memory");
cpSync(join(import.meta.dirname, "memory"), memory, { recursive: true });
writeFileSync(join(memory, "files.json"), JSON.stringify(files));

const web = ["web"];
const editor = await startEditor({
  vsix,
  extensions: [memory],
  sample,
  settings: { "remote.extensionKind": { "svc-lsp.svc-lsp": web, "svc-lsp-test.memory": web } },
});

/** What a user has in a file system in memory, as it says on the console. */
const read = [];
class Visitor extends Person {
  text() {
    return files[this.file];
  }
}

let failed = false;
let window;
try {
  const { origin } = new URL(editor.url);
  window = await openWindow(`${origin}/?folder=${encodeURIComponent("memory:/project")}`, {
    said(text) {
      const [what, path, content] = JSON.parse(/memory: (.*) :memory/s.exec(text)?.[1] ?? "[]");
      if (what === "write") {
        files[path] = content;
      } else if (what) {
        read.push(path);
      }
    },
  });
  const { page } = window;
  const person = new Visitor(page, "/project/vercel.json");
  const shoot = (name) => screenshots && page.screenshot({ path: join(screenshots, `${name}.png`) });
  const step = async (name, work) => {
    const start = Date.now();
    await work();
    console.log(`  ok ${name} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
  };
  const problems = page.locator(".markers-panel .monaco-list-row .marker-icon").locator("xpath=ancestor::*[contains(@class,'monaco-list-row')]");
  const problemTexts = async () => (await problems.allInnerTexts()).map((text) => text.replace(/\s+/g, " "));
  const reported = (code) => until(`${code} is reported`, async () => (await problemTexts()).some((text) => text.includes(code)));
  const gone = (code) => until(`${code} is gone`, async () => !(await problemTexts()).some((text) => text.includes(code)));
  const frame = page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
  const menu = page.locator(".action-widget:visible").first();

  await step("sees the problems that the command line finds in the same files", async () => {
    await person.open("vercel.json");
    await page.locator(".squiggly-error").first().waitFor();
    await person.command("Problems: Focus on Problems View");
    const check = [join(repository, "target/debug/svc-lsp"), ["check", "--format", "json", sample]];
    const wanted = (() => {
      try {
        return execFileSync(...check, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
      } catch (error) {
        return error.stdout;
      }
    })();
    // The list has no hints.
    const [{ diagnostics }] = JSON.parse(wanted).files;
    const found = diagnostics.filter(({ severity }) => severity !== "hint").map(({ code }) => code).sort();
    assert.ok(found.length >= 3 && !found.includes("route-prefix-trailing-slash"), wanted);
    await until("the same problems", async () => {
      const shown = (await problemTexts()).flatMap((text) => /^(?!vercel\.json).* svc-lsp ([a-z-]+) \[Ln/.exec(text)?.[1] ?? []).sort();
      if (shown.join() !== found.join()) throw new Error(`shown ${shown.join()}, found ${found.join()}`);
      return true;
    });
    await shoot("problems");
  });

  await step("hovers a service, for which other files were read", async () => {
    await person.goTo(...person.placeOf('"admin"', 2));
    await person.command("Show or Focus Hover");
    const hover = page.locator(".monaco-hover:visible .hover-contents, .monaco-hover:visible .markdown-hover");
    await until("the hover", async () => /Express[^]*ADMIN_URL|ADMIN_URL[^]*Express/.test((await hover.allInnerTexts()).join("\n")));
    await shoot("hover");
    await person.press("Escape");
  });

  await step("sees the services", async () => {
    const rows = page.locator(".pane:has(.title:text-is('Vercel Services')) .monaco-list-row");
    await until("the services", async () => {
      const labels = await rows.evaluateAll((found) => found.map((row) => row.getAttribute("aria-label")));
      return labels.join(" ").includes("admin, /admin/ · Express, 1 problem");
    });
  });

  await step("asks the routing panel who answers", async () => {
    await person.command("svc-lsp: Show Routing");
    await frame.locator("#path").fill("/admin/x");
    await frame.locator("#answer", { hasText: "admin" }).waitFor();
    await shoot("routing");
    await frame.locator("#add").click();
    await page.locator(`.tab.active[data-resource-name="svc-lsp.jsonc"]`).waitFor();
    await until("the request in the file", () => files["/project/svc-lsp.jsonc"].includes('"/admin/x"'));
    await page.locator(".tab", { hasText: "svc-lsp.jsonc" }).click({ button: "middle" });
    await page.locator(".tab", { hasText: "Routing" }).click({ button: "middle" });
  });

  await step("completes a slug by the keyboard", async () => {
    await person.goTo(...person.placeOf("nextsj", 3));
    await person.press("Control+Space");
    const rows = page.locator(".suggest-widget.visible .monaco-list-row");
    await rows.filter({ hasText: "nextjs" }).first().waitFor();
    await until("nextjs to be selected", async () => {
      if ((await page.locator(".suggest-widget.visible .monaco-list-row.focused").innerText()).includes("nextjs")) return true;
      await person.press("ArrowDown");
      return false;
    });
    await person.press("Enter");
    await until("the slug in the file", () => person.text().includes('"framework": "nextjs",'));
    await gone("invalid-framework");
  });

  await step("completes a path of the project", async () => {
    await person.goTo(...person.placeOf('"api/src/index.ts"', 5));
    await person.press("Control+Space");
    await page.locator(".suggest-widget.visible .monaco-list-row", { hasText: "src" }).first().waitFor();
    await person.press("Escape");
  });

  await step("applies a quick fix", async () => {
    await person.goTo(...person.placeOf('"backend"', 2));
    await until("the menu", async () => {
      if (await menu.isVisible()) return true;
      await person.command("Quick Fix...");
      return menu.waitFor({ timeout: 3000 }).then(() => true);
    });
    await person.press("Enter");
    await until("the prefix in the file", () => /"backend": \{[^}]*"routePrefix": "\/[a-z]+"/.test(person.text()));
  });

  await step("reads the page of a rule", async () => {
    await person.goTo(...person.placeOf("64", 1));
    await until("the menu", async () => {
      if (await menu.isVisible()) return true;
      await person.command("Quick Fix...");
      return menu.waitFor({ timeout: 3000 }).then(() => true);
    });
    await menu.locator(".monaco-list-row.action", { hasText: "Explain `number-out-of-range`" }).click();
    await frame.locator("h1", { hasText: "Number out of range" }).waitFor();
    await page.locator(".tab", { hasText: "number-out-of-range.md" }).click({ button: "middle" });
  });

  await step("sees another file of the project decide", async () => {
    await page.locator(".explorer-folders-view .monaco-list-row", { hasText: /^api$/ }).click();
    const manifest = page.locator(".explorer-folders-view .monaco-list-row", { hasText: "package.json" }).first();
    await manifest.waitFor();
    await manifest.dblclick();
    await page.locator(`.tab.active[data-resource-name="package.json"]`).waitFor();
    const other = new Visitor(page, "/project/api/package.json");
    await until("the file to be written", async () => {
      await other.replaceText('{ "dependencies": { "hono": "4" } }\n');
      await page.waitForTimeout(500);
      return other.text().includes("hono");
    });
    await page.locator(".pane:has(.title:text-is('Vercel Services')) .monaco-list-row[aria-label*='Node.js']").first().waitFor();
    await page.locator(`.tab[data-resource-name="vercel.json"]`).click();
  });

  await step("restarts the server", async () => {
    await person.command("svc-lsp: Restart the Server");
    await reported("number-out-of-range");
    await person.goTo(...person.placeOf("64", 0));
    await person.press("Delete", "Delete");
    await page.keyboard.type("512");
    await gone("number-out-of-range");
  });

  await step("migrates to services after a diff in which nothing is reported", async () => {
    await person.command("svc-lsp: Migrate to services");
    const toast = page.locator(".notification-toast", { hasText: "Migrate to services as shown?" });
    await toast.waitFor();
    await page.locator(".monaco-diff-editor").first().waitFor();
    assert.ok(!(await problemTexts()).some((text) => text.includes("(migrated")));
    await toast.getByRole("button", { name: "Migrate", exact: true }).click();
    await until("the services in the file", () => person.text().includes('"services": {'));
    await shoot("migrated");
  });

  await step("looked at nothing that the project doesn't need", () => {
    const strange = read.filter((path) => /node_modules\/|^\/elsewhere/.test(path));
    assert.deepEqual(strange, []);
    console.log(`     ${new Set(read).size} places were looked at, ${read.length} times`);
  });

  await step("leaves no error", async () => {
    assert.deepEqual(window.errors.filter((text) => /svc-?lsp/i.test(text)), []);
    assert.equal(await page.locator(".notification-toast .codicon-error").count(), 0);
  });
} catch (error) {
  failed = true;
  console.error(error);
  if (window) console.error([...new Set(window.errors.map((text) => text.split("\n", 1)[0]))].join("\n"));
  const path = join(tmpdir(), "svc-lsp-web-failure.png");
  await window?.page.screenshot({ path }).then(() => console.error(`a picture of the window: ${path}`), () => undefined);
} finally {
  await window?.browser.close();
  editor.stop();
  rmSync(folder, { recursive: true, force: true });
}
console.log(failed ? "vscode in a browser: failed" : "vscode in a browser: passed");
process.exit(failed ? 1 : 0);
