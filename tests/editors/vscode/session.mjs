// A person's session in VS Code: installs the extension into a fresh profile, opens a project with mistakes and works.
// node session.mjs EXTENSION.vsix [--screenshots FOLDER]

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

import { Person, openWindow, repository, startEditor, until } from "./window.mjs";

const { values, positionals } = parseArgs({ allowPositionals: true, options: { screenshots: { type: "string" } } });
const vsix = resolve(positionals[0] ?? join(repository, "editors/vscode/svc-lsp.vsix"));
const screenshots = values.screenshots && resolve(values.screenshots);
if (screenshots) mkdirSync(screenshots, { recursive: true });

const editor = await startEditor({ vsix, sample: join(repository, "examples/broken") });
let failed = false;
let window;
try {
  window = await openWindow(editor.url);
  const { page } = window;
  const person = new Person(page);
  const shoot = (name) => screenshots && page.screenshot({ path: join(screenshots, `${name}.png`) });
  const step = async (name, work) => {
    const start = Date.now();
    await work();
    console.log(`  ok ${name} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
  };
  const problems = page.locator(".markers-panel .monaco-list-row .marker-icon").locator("xpath=ancestor::*[contains(@class,'monaco-list-row')]");
  const problemTexts = async () => (await problems.allInnerTexts()).map((text) => text.replace(/\s+/g, " "));
  const hover = page.locator(".monaco-hover:visible .hover-contents, .monaco-hover:visible .markdown-hover");
  const menu = page.locator(".action-widget:visible").first();

  await step("sees squiggles and the Problems list, nothing twice", async () => {
    await person.open("vercel.json");
    await page.locator(".squiggly-error").first().waitFor();
    await person.command("Problems: Focus on Problems View");
    await until("three problems", async () => (await problemTexts()).filter((text) => /framework|prefix/i.test(text)).length >= 3);
    const texts = await problemTexts();
    assert.equal(new Set(texts).size, texts.length, `a problem stands twice: ${texts.join("\n")}`);
    await shoot("problems");
  });

  await step("hovers a service and reads its variables and the routing", async () => {
    await person.goTo(...(await person.placeOf('"admin"', 2)));
    await person.command("Show or Focus Hover");
    const text = await until("the hover", async () => {
      const all = (await hover.allInnerTexts()).join("\n");
      return all.includes("ADMIN_URL") && all;
    });
    assert.match(text, /Express|framework/i);
    assert.equal(text.split("ADMIN_URL").length - 1 <= 4, true, "the hover is doubled");
    await shoot("hover");
    await person.press("Escape");
  });

  await step("completes a slug by the keyboard", async () => {
    await person.goTo(...(await person.placeOf("nextsj", 3)));
    await person.press("Control+Space");
    const rows = page.locator(".suggest-widget.visible .monaco-list-row");
    await rows.filter({ hasText: "nextjs" }).first().waitFor();
    const labels = (await rows.allInnerTexts()).map((text) => text.trim());
    assert.equal(new Set(labels).size, labels.length, "a completion stands twice");
    await shoot("completion");
    await until("nextjs to be selected", async () => {
      const focused = await page.locator(".suggest-widget.visible .monaco-list-row.focused").innerText();
      if (focused.includes("nextjs")) return true;
      await person.press("ArrowDown");
      return false;
    });
    await person.press("Enter");
    await until("the slug in the text", async () => (await person.shown()).includes('"framework": "nextjs",'));
  });

  await step("applies a quick fix", async () => {
    await person.goTo(...(await person.placeOf('"backend"', 2)));
    await until("the menu", async () => {
      if (await menu.isVisible()) return true;
      await person.command("Quick Fix...");
      return menu.waitFor({ timeout: 3000 }).then(() => true);
    });
    assert.match(await menu.locator(".monaco-list-row.action").first().innerText(), /routePrefix/);
    await person.press("Enter");
    await until("the prefix in the text", async () => /"backend": \{[^}]*"routePrefix": "\/[a-z]+"/.test(await person.shown()));
  });

  await step("renames a service", async () => {
    await person.goTo(...(await person.placeOf('"admin"', 2)));
    await person.press("F2");
    const input = page.locator(".rename-box input.rename-input");
    await input.waitFor();
    await input.fill("office");
    await person.press("Enter");
    // The variables' names change with it: the editor asks for a confirmation.
    const apply = page.getByRole("button", { name: "Apply", exact: true });
    await apply.waitFor();
    await page.locator(".bulk-edit-panel .monaco-list-row input[type=checkbox], .bulk-edit-panel .monaco-list-row .edit-checkbox").first().click();
    await apply.click();
    await until("the new name", async () => (await person.shown()).includes('"office": {'));
  });

  await step("formats", async () => {
    const before = await person.shown();
    await person.replaceText(before.replace(/\n {4}"office": \{\n {6}/, '\n  "office":   {      '));
    await person.command("Format Document");
    await until("the formatted text", async () => /\n {4}"office": \{\n {6}"/.test(await person.shown()));
  });

  await step("opens the services view and the routing panel", async () => {
    await person.command("Explorer: Focus on Vercel Services View");
    await page.locator(".pane-body .monaco-list-row", { hasText: "backend" }).first().waitFor();
    await person.command("svc-lsp: Show Routing");
    const frame = page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
    await frame.locator(".row", { hasText: "backend" }).waitFor();
    assert.deepEqual(await frame.locator(".row .prefix").allInnerTexts(), ["/backend", "/admin/", "/"]);
    assert.ok((await frame.locator(".variables").allInnerTexts()).join().includes("BACKEND_URL"));
    await shoot("routing");
  });

  await step("changes a setting, and the findings follow without a restart", async () => {
    await person.command("Problems: Focus on Problems View");
    await until("the finding", async () => (await problemTexts()).some((text) => text.includes("route-prefix-trailing-slash")));
    const settings = join(editor.project, ".vscode");
    mkdirSync(settings, { recursive: true });
    writeFileSync(join(settings, "settings.json"), JSON.stringify({ "svcLsp.rules": { "route-prefix-trailing-slash": "off" } }));
    await until("the finding to go", async () => !(await problemTexts()).some((text) => text.includes("route-prefix-trailing-slash")));
  });

  await step("restarts the server", async () => {
    await person.command("svc-lsp: Restart the Server");
    await until("findings again, once each", async () => {
      const texts = await problemTexts();
      return texts.length > 0 && new Set(texts).size === texts.length;
    });
  });

  await step("leaves no error in the logs", () => {
    const bad = editor
      .logs()
      .filter(({ path }) => /svc-lsp|exthost/.test(path))
      .flatMap(({ path, text }) => text.split("\n").map((line) => `${path}: ${line}`))
      .filter((line) => /\[error\]/.test(line) && /svc-lsp|svcLsp/.test(line));
    assert.deepEqual(bad, []);
  });
} catch (error) {
  failed = true;
  console.error(error);
  const path = join(editor.folder, "..", "svc-lsp-vscode-failure.png");
  await window?.page.screenshot({ path }).then(() => console.error(`a picture of the window: ${path}`), () => undefined);
} finally {
  await window?.browser.close();
  editor.stop();
}
console.log(failed ? "vscode: failed" : "vscode: passed");
process.exit(failed ? 1 : 0);
