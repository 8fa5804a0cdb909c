// A user's session in VS Code: installs the extension into a fresh profile, opens a project with mistakes and works.
// node session.mjs EXTENSION.vsix [--screenshots FOLDER]

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

import { workInCode, writeCode } from "./code.mjs";
import { faintTexts } from "./contrast.mjs";
import { Person, openWindow, patience, repository, runInside, startEditor, until } from "./window.mjs";

const { values, positionals } = parseArgs({ allowPositionals: true, options: { screenshots: { type: "string" } } });
const vsix = resolve(positionals[0] ?? join(repository, "editors/vscode/svc-lsp.vsix"));
const screenshots = values.screenshots && resolve(values.screenshots);
if (screenshots) mkdirSync(screenshots, { recursive: true });

const editor = await startEditor({
  vsix,
  sample: join(repository, "examples/broken"),
});
/** What the windows said, each thing once. */
const firstLines = (errors) => [...new Set(errors.map((text) => text.split("\n", 1)[0]))].join("\n");

let failed = false;
let window;
try {
  window = await openWindow(editor.url);
  const { page } = window;
  const person = new Person(page, join(editor.project, "vercel.json"));
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
  });

  /** Themes, each with how a panel knows its kind. */
  const themes = {
    "Default Dark Modern": "vscode-dark",
    "Default Light Modern": "vscode-light",
    "Default High Contrast": "vscode-high-contrast",
    "Default High Contrast Light": "vscode-high-contrast-light",
  };
  const changeSettings = (changed) => {
    const folder = join(editor.project, ".vscode");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "settings.json"), JSON.stringify(changed));
  };
  const closeTab = async (name) => {
    const tab = page.locator(".tab", { hasText: name });
    await tab.click({ button: "middle" });
    await tab.waitFor({ state: "detached" });
  };
  const changeTheme = (theme) => changeSettings(theme ? { "workbench.colorTheme": theme } : {});

  const rows = page.locator("[id='svcLsp.services'] .monaco-list-row, .pane:has(.title:text-is('Vercel Services')) .monaco-list-row");
  const rowLabels = () => rows.evaluateAll((found) => found.map((row) => row.getAttribute("aria-label")));
  const frame = page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");

  const badge = (row) => row.locator(".monaco-icon-label").evaluate((label) => getComputedStyle(label, "::after").content);
  const cutRows = () =>
    rows.locator(".monaco-icon-label-container").evaluateAll((found) => found.filter((row) => row.scrollWidth > row.clientWidth).map((row) => row.textContent));

  await step("sees the services without asking for them, the broken ones in their places", async () => {
    await until("the problems of each service", async () => (await rowLabels()).filter((label) => label.includes("problem")).length === 3);
    assert.deepEqual(await rowLabels(), ["admin, /admin/ · Express, 1 problem", "web, /, 1 problem", "backend, 2 problems"]);
    assert.deepEqual(await cutRows(), []);
    await until("the numbers of problems", async () => (await Promise.all([0, 1, 2].map((row) => badge(rows.nth(row))))).join() === '"1","1","2"');
    if (screenshots) await page.locator(".codelens-decoration").first().waitFor();
    await shoot("problems");
  });

  await step("sees in the routing panel what broken services are meant to answer, and that a request fails", async () => {
    await person.command("svc-lsp: Show Routing");
    await frame.locator(".row", { hasText: "admin" }).waitFor();
    assert.deepEqual(await frame.locator(".row .prefix").allInnerTexts(), ["/admin/", "/"]);
    assert.deepEqual(await frame.locator(".rejected .name").allInnerTexts(), ["web", "backend"]);
    assert.equal(await frame.locator(".problems h2").innerText(), "Why Vercel rejects this file");
    assert.deepEqual(await frame.locator(".problems .name").allInnerTexts(), ["backend", "web", "backend"]);
    await frame.locator("#path").fill("/nothing");
    await until("the failure", async () => (await frame.locator("#answer.failed .status").allInnerTexts()).join() === "404");
    for (const [theme, kind] of Object.entries(themes)) {
      await changeTheme(theme);
      await until(`text that can be read in ${theme}`, async () => {
        const shown = await frame.locator("body").getAttribute("data-vscode-theme-kind");
        if (shown !== kind) throw new Error(`shown in ${shown}`);
        const faint = await frame.locator("body").evaluate(faintTexts);
        if (faint.length > 0) throw new Error(faint.join("; "));
        return true;
      });
      if (screenshots) await page.screenshot({ path: join(screenshots, "..", "themes", `${theme}.png`) });
    }
    await changeTheme(undefined);
    await frame.locator("#path").fill("");
    await closeTab("Routing");
  });

  await step("is offered the commands that can do something for the file", async () => {
    const offered = page.locator(".quick-input-widget .monaco-list-row .label-name");
    const wanted = ["Add a Service…", "Copy Environment Variables as .env", "Migrate to services", "Restart the Server", "Run vercel dev -L in a Terminal", "Show Actions", "Show Routing", "Show the Log"];
    await until("the commands", async () => {
      await person.press("F1");
      await page.locator(".quick-input-widget input.input").fill(">svc-lsp: ", { timeout: 2000 });
      const titles = (await offered.allInnerTexts()).filter((title) => title.startsWith("svc-lsp: ")).map((title) => title.slice("svc-lsp: ".length));
      if (titles.length === wanted.length) assert.deepEqual(titles.sort(), wanted);
      return titles.length === wanted.length;
    });
    await person.press("Escape");
  });

  await step("hovers a service and reads its variables and the routing", async () => {
    await person.goTo(...person.placeOf('"admin"', 2));
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
    await person.goTo(...person.placeOf("nextsj", 3));
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
    await until("the slug in the text", () => person.text().includes('"framework": "nextjs",'));
  });

  await step("applies a quick fix", async () => {
    await person.goTo(...person.placeOf('"backend"', 2));
    await until("the menu", async () => {
      if (await menu.isVisible()) return true;
      await person.command("Quick Fix...");
      return menu.waitFor({ timeout: 3000 }).then(() => true);
    });
    assert.match(await menu.locator(".monaco-list-row.action").first().innerText(), /routePrefix/);
    await person.press("Enter");
    await until("the prefix in the text", () => /"backend": \{[^}]*"routePrefix": "\/[a-z]+"/.test(person.text()));
  });

  await step("reads the page of a rule in the editor", async () => {
    await person.goTo(...person.placeOf("64", 1));
    await until("the menu", async () => {
      if (await menu.isVisible()) return true;
      await person.command("Quick Fix...");
      return menu.waitFor({ timeout: 3000 }).then(() => true);
    });
    await menu.locator(".monaco-list-row.action", { hasText: "Explain `number-out-of-range`" }).click();
    await frame.locator("h1", { hasText: "Number out of range" }).waitFor();
    await frame.locator("code", { hasText: /^number-out-of-range$/ }).first().waitFor();
    await closeTab("number-out-of-range.md");
    await person.focus();
  });

  await step("renames a service", async () => {
    await person.goTo(...person.placeOf('"admin"', 2));
    await person.press("F2");
    const input = page.locator(".rename-box input.rename-input");
    await input.waitFor();
    await input.fill("desk");
    await person.press("Enter");
    await until("the new name", () => person.text().includes('"desk": {'));
    await page.locator(".notification-toast", { hasText: "DESK_URL" }).waitFor();
  });

  await step("renames a service with a preview, all of whose edits are ticked", async () => {
    await person.goTo(...person.placeOf('"desk"', 2));
    await person.press("F2");
    const input = page.locator(".rename-box input.rename-input");
    await input.waitFor();
    await input.fill("office");
    await person.press("Control+Enter");
    await page.getByRole("button", { name: "Apply", exact: true }).click();
    await until("the new name", () => person.text().includes('"office": {') && !person.text().includes("desk"));
  });

  await step("formats", async () => {
    const before = person.text();
    await person.replaceText(before.replace(/\n {4}"office": \{\n {6}/, '\n  "office":   {      '));
    await person.command("Format Document");
    await until("the formatted text", () => /\n {4}"office": \{\n {6}"/.test(person.text()));
  });

  await step("sees the number of a service's problems follow them", async () => {
    await person.command("Explorer: Focus on Vercel Services View");
    const office = rows.filter({ hasText: "office" }).first();
    await until("one problem", async () => (await badge(office)) === '"1"');
    changeSettings({ "svcLsp.rules": { "route-prefix-trailing-slash": "warning" } });
    await until("two problems", async () => (await badge(office)) === '"2"');
    changeSettings({ "svcLsp.rules": { "documented-max-duration": "off" } });
    await until("none", async () => !/\d/.test(await badge(office)));
    changeSettings({});
    await until("one problem again", async () => (await badge(office)) === '"1"');
  });

  await step("reads the services view and goes to a place from it", async () => {
    await person.command("Explorer: Focus on Vercel Services View");
    await rows.filter({ hasText: "backend" }).first().waitFor();
    await until("the problems of each service", async () => (await rowLabels()).some((label) => label.includes("problem")));
    assert.deepEqual(await rowLabels(), ["backend, /backend · Express, 1 problem", "office, /admin/ · Express, 1 problem", "web, / · Next.js"]);
    await rows.filter({ hasText: "office" }).first().click();
    await person.cursorAt("office", 13);
    await person.command("Explorer: Focus on Vercel Services View");
    await until("what the service is", async () => {
      if (await rows.filter({ hasText: "Prefix" }).count()) return true;
      await person.press("ArrowRight");
      return false;
    });
    await rows.filter({ hasText: "Prefix" }).first().click();
    await person.cursorAt("routePrefix", 15);
    await person.command("Explorer: Focus on Vercel Services View");
    // The view is low: its rows are drawn as they come into sight.
    await until("the service's variables", async () => {
      if (await rows.filter({ hasText: "OFFICE_URL" }).count()) return true;
      await person.press("ArrowDown");
      return false;
    });
    await person.press("Enter");
    await person.cursorAt("office", 13);
    // As high as the rows are, for the picture.
    const top = await page.locator(".pane-header", { hasText: "Vercel Services" }).boundingBox();
    await page.mouse.move(top.x + 100, top.y);
    await page.mouse.down();
    await page.mouse.move(top.x + 100, top.y - 260, { steps: 10 });
    await page.mouse.up();
    await page.mouse.move(top.x + 100, top.y + 300);
    await person.command("Notifications: Clear All Notifications");
    await person.focus();
    assert.deepEqual(await cutRows(), []);
    // The palette fades out.
    await page.waitForTimeout(500);
    await shoot("services");
  });

  await step("opens the routing panel", async () => {
    await person.command("svc-lsp: Show Routing");
    await frame.locator(".row", { hasText: "backend" }).waitFor();
    assert.deepEqual(await frame.locator(".row .prefix").allInnerTexts(), ["/backend", "/admin/", "/"]);
    assert.ok((await frame.locator(".variables").allInnerTexts()).join().includes("BACKEND_URL"));
    await shoot("panel");
    await frame.locator(".name", { hasText: "backend" }).first().click();
    await person.cursorAt("backend", 8);
  });

  await step("sees the panel follow what is typed", async () => {
    await person.goTo(...person.placeOf('"/backend"', '"/backend"'.length - 1));
    await page.keyboard.type("s");
    await until("the new prefix in the panel", async () => (await frame.locator(".row .prefix").allInnerTexts()).includes("/backends"));
    await person.press("Backspace");
    await until("the old prefix in the panel", async () => (await frame.locator(".row .prefix").allInnerTexts()).includes("/backend"));
  });

  await step("types a path into the panel by the keyboard and reads who answers", async () => {
    const field = frame.locator("#path");
    const answers = frame.locator("#answer");
    await field.focus();
    await page.keyboard.type("/backend/users?page=2");
    // There are answers to what is typed so far, too.
    await until("the answer", async () => /backend answers\.\s+The application receives \/users\?page=2/.test(await answers.innerText()));
    assert.deepEqual(await frame.locator(".answers .name").allInnerTexts(), ["backend"]);
    await shoot("route");
    // From the field the keyboard goes to the service that answers.
    await person.press("Tab");
    assert.equal(await frame.locator(":focus").innerText(), "backend");
    await field.fill("/elsewhere");
    await until("another answer", async () => /web answers\./.test(await answers.innerText()));
  });

  const optionsFile = join(editor.project, "svc-lsp.jsonc");
  const tests = page.locator(".test-explorer .monaco-list-row");
  const testLabels = async () => (await tests.allInnerTexts()).map((text) => text.replace(/\s+/g, " ").trim());
  const testStates = () => tests.locator(".computed-state").evaluateAll((icons) => icons.map((icon) => /codicon-testing-(\w+)-icon/.exec(icon.className)?.[1]));

  await step("adds a request test from the panel, and finds it in the Testing view", async () => {
    await frame.locator("#path").fill("/backend/users?page=2");
    await frame.locator("#answer .name", { hasText: "backend" }).waitFor();
    await frame.locator("#add").click();
    await page.locator(`.tab.active[data-resource-name="svc-lsp.jsonc"]`).waitFor();
    await until("the request in the file", () => existsSync(optionsFile) && readFileSync(optionsFile, "utf8").includes("page=2"));
    assert.deepEqual(JSON.parse(readFileSync(optionsFile, "utf8")).requests, [
      { request: "/backend/users?page=2", service: "backend", received: "/users" },
    ]);
    await frame.locator("#add").click();
    await page.locator(".notification-toast", { hasText: "is already one of the requests" }).waitFor();
    await person.command("Notifications: Clear All Notifications");
    await page.locator(".activitybar .action-label[aria-label^=\"Testing\"]").click();
    await tests.filter({ hasText: "vercel.json" }).click();
    await person.press("ArrowRight");
    await until("the test", async () => (await testLabels()).some((label) => label.startsWith("/backend/users?page=2")));
    assert.deepEqual(await testLabels(), ["vercel.json", "/backend/users?page=2→ backend"]);
  });

  await step("runs all requests: one fails, with the reason in the editor", async () => {
    const added = readFileSync(optionsFile, "utf8");
    const failing = '    {\n      "request": "/admin/x",\n      "service": "web"\n    }\n  ]';
    writeFileSync(optionsFile, added.replace("    }\n  ]", `    },\n${failing}`));
    await until("both tests", async () => (await testLabels()).length === 3);
    await person.command("Test: Run All Tests");
    await until("a failure and a success", async () => {
      const states = (await testStates()).join();
      if (states !== "failed,passed,failed") throw new Error(states);
      return true;
    });
    await page.locator(".test-error-content-widget", { hasText: /Expected service web, got office\./ }).waitFor();
    await shoot("tests");
  });

  await step("goes from a failed request to its place and to its routing", async () => {
    const failed = tests.filter({ hasText: "/admin/x" });
    await failed.dblclick();
    await until("the cursor at the request", async () => /Ln 8,/.test(await page.locator("#status\\.editor\\.selection").innerText()));
    await failed.click({ button: "right" });
    const entry = page.locator(".monaco-menu .action-item", { hasText: "Show Routing" });
    await entry.waitFor();
    // For the first 100 ms, VS Code takes no click in a menu: it may be the one that opened it.
    await page.waitForTimeout(300);
    await entry.click();
    await until("the answer in the panel", async () => /office answers\./.test(await frame.locator("#answer").innerText()));
    assert.equal(await frame.locator("#path").inputValue(), "/admin/x");
    await frame.locator("#path").fill("");
    await until("the whole picture", async () => (await frame.locator("#answer").innerText()) === "");
    await person.command("Explorer: Focus on Vercel Services View");
    await closeTab("svc-lsp.jsonc");
    await page.locator(`.tab[data-resource-name="vercel.json"]`).click();
  });

  await step("completes the code of a rule in the settings, with its title", async () => {
    changeSettings({ "svcLsp.rules": {} });
    await until("the settings", async () => {
      await person.press("Control+p");
      await page.locator(".quick-input-widget input.input").fill("settings.json");
      await page.locator(".quick-input-widget .monaco-list-row", { hasText: "settings.json" }).first().click({ timeout: 5000 });
      return true;
    });
    await page.locator(`.tab.active[data-resource-name="settings.json"]`).waitFor();
    const settings = new Person(page, join(editor.project, ".vscode/settings.json"));
    await settings.goTo(...settings.placeOf("{}", 1));
    await page.keyboard.type('"missing-route');
    await settings.press("Control+Space");
    const item = page.locator(".suggest-widget.visible .monaco-list-row", { hasText: "missing-route-prefix" });
    await item.first().waitFor();
    await until("its title", async () => {
      const details = await page.locator(".suggest-details-container, .suggest-details").allInnerTexts();
      if (details.join().includes("Missing route prefix")) return true;
      await settings.press("Control+Space");
      return false;
    });
    await settings.press("Escape");
    await until("the file to be saved", () => settings.text().includes("missing-route"));
    changeSettings({});
    await closeTab("settings.json");
    await page.locator(`.tab[data-resource-name="vercel.json"]`).click();
  });

  await step("is offered the setting that keeps VS Code's own server away, once", async () => {
    changeSettings({ "files.associations": { "vercel.json": "json" } });
    const toast = page.locator(".notification-toast", { hasText: "Open it as Vercel JSON instead?" });
    await toast.getByRole("button", { name: "Change Setting" }).click();
    await until("the setting", () => JSON.parse(readFileSync(join(editor.project, ".vscode/settings.json"), "utf8"))["files.associations"]["vercel.json"] === "vercel-json");
    await page.locator(".statusbar-item", { hasText: "Vercel JSON" }).waitFor();
    changeSettings({ "files.associations": { "vercel.json": "json" } });
    await page.locator("#status\\.editor\\.mode", { hasText: /^JSON$/ }).waitFor();
    changeSettings({});
    await page.locator("#status\\.editor\\.mode", { hasText: "Vercel JSON" }).waitFor();
    assert.equal(await toast.count(), 0, "it was offered twice");
  });

  await step("changes settings: findings and hints follow without a restart", async () => {
    await person.command("Problems: Focus on Problems View");
    await until("the finding", async () => (await problemTexts()).some((text) => text.includes("route-prefix-trailing-slash")));
    changeSettings({ "svcLsp.rules": { "route-prefix-trailing-slash": "off" } });
    await until("the finding to go", async () => !(await problemTexts()).some((text) => text.includes("route-prefix-trailing-slash")));
    const shown = () => page.locator(".editor-instance .view-lines").innerText();
    await until("the hints", async () => (await shown()).includes("BACKEND_URL"));
    changeSettings({ "svcLsp.inlayHints.enable": false });
    await until("the hints to go", async () => !(await shown()).includes("BACKEND_URL"));
  });

  await step("restarts the server", async () => {
    const before = editor.servers();
    await person.command("svc-lsp: Restart the Server");
    await until("another server", () => editor.servers().length === 1 && !before.includes(editor.servers()[0]));
    await until("findings again, once each", async () => {
      const texts = await problemTexts();
      return texts.length > 0 && new Set(texts).size === texts.length;
    });
  });

  await step("migrates to services by a code lens", async () => {
    await person.focus();
    await until("the diff", async () => {
      await page.locator(".codelens-decoration a", { hasText: "Migrate to services" }).click({ timeout: 5000 });
      await page.locator(".notification-toast", { hasText: "Migrate to services as shown?" }).waitFor({ timeout: 10_000 });
      return true;
    });
    assert.ok(person.text().includes("experimentalServices"), "nothing is changed before it is wanted");
    await page.locator(".diff-editor, .monaco-diff-editor").first().waitFor();
    await shoot("migration");
    await page.locator(".notification-toast", { hasText: "Migrate to services as shown?" }).getByRole("button", { name: "Migrate", exact: true }).click();
    await until("the services", () => person.text().includes('"services": {') && !person.text().includes("experimentalServices"));
    await until("the rewrites in the panel", async () =>
      (await frame.locator(".row .prefix").allInnerTexts()).some((text) => text.startsWith("/backend(")),
    );
    await shoot("migrated");
    await page.locator(".notification-toast", { hasText: "The services are migrated" }).getByRole("button", { name: "Show" }).click();
    await page.locator(".view-lines", { hasText: /Next\ssteps\safter/ }).waitFor();
    await person.focus();
    await person.press("Control+z", "Control+Home");
    await until("the text of before", () => person.text().includes('"experimentalServices"'));
  });

  await step("copies the variables as .env", async () => {
    await person.command("svc-lsp: Copy Environment Variables as .env");
    await until("the variables on the clipboard", async () =>
      /^BACKEND_URL=https:\/\/.*\/backend$/m.test(await page.evaluate(() => navigator.clipboard.readText())),
    );
  });

  await step("finds vercel dev in a terminal", async () => {
    await person.focus();
    await page.locator(".codelens-decoration a", { hasText: "Run vercel dev -L" }).click();
    await until("the terminal", async () => (await page.locator(".terminal-tabs-entry, .single-terminal-tab, .terminal-wrapper").count()) > 0);
  });

  await step("leaves no error: none told by the extension host, none in a notification", async () => {
    // A key that is pressed while a tree is filled anew makes VS Code look for the row that was there before.
    const ours = window.errors.filter((text) => /svc-?lsp/i.test(text) && !text.includes("Data tree node not found"));
    assert.deepEqual(ours, []);
    assert.deepEqual(await page.locator(".notification-toast .codicon-error").count(), 0);
  });

  await step("is told once when the server keeps crashing, and starts it again", async () => {
    for (let crash = 1; crash <= 5; crash += 1) {
      const [pid] = await until(`server ${crash}`, () => editor.servers().length === 1 && editor.servers());
      process.kill(pid, "SIGKILL");
      await until("it to be gone", () => !editor.servers().includes(pid));
    }
    const toast = page.locator(".notification-toast", { hasText: "stopped five times in three minutes" });
    await toast.getByRole("button", { name: "Restart" }).waitFor();
    assert.equal(await page.locator(".notification-toast .codicon-error").count(), 1);
    assert.deepEqual(editor.servers(), []);
    await toast.getByRole("button", { name: "Restart" }).click();
    await page.locator(".squiggly-error").first().waitFor();
  });

  await step("passes the tests inside the extension host", async () => {
    const context = page.context();
    await page.close();
    const tests = { extension: join(repository, "editors/vscode"), tests: join(repository, "tests/editors/vscode/api.cjs") };
    const project = editor.another(join(repository, "examples/broken"));
    // VS Code begins them once in a window's life, after the extensions that start with it.
    for (let attempt = 1; !existsSync(editor.result); attempt += 1) {
      if (window.page !== page) await window.page.close();
      window = { ...window, ...(await runInside(context, project, tests)) };
      await until("the tests to begin", () => existsSync(editor.result)).catch((error) => {
        console.log(`     window ${attempt} did not begin them\n${firstLines(window.errors)}`);
        if (attempt === 3) throw error;
      });
    }
    let told = 0;
    const failed = [];
    for (let line = {}; !line.ended; told += 1) {
      line = await until("the next line of the tests", () => JSON.parse(readFileSync(editor.result, "utf8").split("\n")[told]));
      if (line.name) console.log(`     ${line.failure ? "failed" : "ok"} ${line.name}`);
      if (line.failure) failed.push(line);
    }
    assert.deepEqual(failed, []);
  });

  {
    const url = editor.another(join(repository, "examples/shop"));
    const project = join(editor.folder, "shop");
    writeCode(project);
    const code = await window.page.context().newPage();
    code.setDefaultTimeout(patience);
    await code.goto(url);
    await code.locator(".explorer-folders-view .monaco-list-row").first().waitFor();
    window = { ...window, page: code };
    await workInCode(code, project, step, (name) => screenshots && code.screenshot({ path: join(screenshots, `${name}.png`) }));
  }

  if (screenshots) {
    const sound = await window.page.context().newPage();
    await sound.goto(editor.another(join(repository, "examples/shop")));
    await sound.locator(".explorer-folders-view .monaco-list-row").first().waitFor();
    const visitor = new Person(sound, join(editor.folder, "shop/vercel.json"));
    await visitor.open("vercel.json");
    await sound.locator(".codelens-decoration").first().waitFor();
    await sound.locator(".pane", { hasText: "Vercel Services" }).locator(".monaco-list-row", { hasText: "mailer" }).waitFor();
    await visitor.command("View: Toggle Primary Side Bar Visibility");
    await visitor.command("svc-lsp: Show Routing");
    const panel = sound.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
    await panel.locator("#path").fill("/api/recommendations/42");
    await panel.locator(".answers").waitFor();
    await sound.screenshot({ path: join(screenshots, "routing.png") });
  }
} catch (error) {
  failed = true;
  console.error(error);
  if (window) console.error(firstLines(window.errors));
  const path = join(editor.folder, "..", "svc-lsp-vscode-failure.png");
  await window?.page.screenshot({ path }).then(() => console.error(`a picture of the window: ${path}`), () => undefined);
} finally {
  await window?.browser.close();
  editor.stop();
}
console.log(failed ? "vscode: failed" : "vscode: passed");
process.exit(failed ? 1 : 0);
