// A user's session in the playground, which `cargo xtask playground` built: node session.mjs [--screenshots FOLDER]

import assert from "node:assert/strict";
import { existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";

import { faintTexts } from "../vscode/contrast.mjs";
import { serve } from "./serve.mjs";

const { values } = parseArgs({ options: { screenshots: { type: "string" } } });
const screenshots = values.screenshots && resolve(values.screenshots);
if (screenshots) mkdirSync(screenshots, { recursive: true });

const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => existsSync(path));
const { server, url } = await serve(join(import.meta.dirname, "../../../target/playground-site"));
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] });
const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, permissions: ["clipboard-read", "clipboard-write"] });
context.setDefaultTimeout(30_000);

/** What went wrong in a page, and what it asked of other hosts. */
const failures = [];
async function open(address) {
  const page = await context.newPage();
  page.on("pageerror", (error) => failures.push(String(error)));
  page.on("console", (message) => message.type() === "error" && failures.push(message.text()));
  page.on("request", (request) => /^(data|blob):/.test(request.url()) || request.url().startsWith(url) || failures.push(`asked ${request.url()}`));
  await page.goto(address);
  await page.locator("html[data-ready]").waitFor({ state: "attached" });
  return page;
}

async function until(what, holds) {
  for (const start = Date.now(); Date.now() - start < 30_000; await new Promise((done) => setTimeout(done, 50))) {
    if (await holds()) return;
  }
  throw new Error(`never happened: ${what}`);
}

try {
  const page = await open(url);
  const frame = page.frameLocator("#routing");
  const step = async (name, work) => {
    const start = Date.now();
    await work();
    console.log(`  ok ${name} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
  };
  const shoot = (name) => screenshots && page.screenshot({ path: join(screenshots, `${name}.png`) });
  /** The codes of the problems in the list. */
  const codes = async () => (await page.locator("#list button", { hasText: /^Explain / }).allInnerTexts()).map((text) => text.replace("Explain ", ""));
  const reported = (code) => until(`${code} is reported`, async () => (await codes()).includes(code));
  const gone = (code) => until(`${code} is gone`, async () => !(await codes()).includes(code));
  const text = () => page.locator(".cm-content").evaluate((content) => content.cmTile?.view?.state.doc.toString() ?? content.innerText);
  const choose = (title) => page.getByLabel("Sample").selectOption(title);
  const titles = () => page.locator("#sample option").allInnerTexts();
  const write = async (content) => {
    await page.locator(".cm-content").click();
    await page.keyboard.press("Control+a");
    await page.keyboard.insertText(content);
  };

  await step("sees the problems in the list and in the text", async () => {
    for (const code of ["invalid-framework", "missing-route-prefix", "number-out-of-range"]) await reported(code);
    await page.locator(".cm-lintRange-error").first().waitFor();
    await page.getByRole("button", { name: /^error Unknown framework nextsj/ }).waitFor();
    assert.match(await page.locator("#count").innerText(), /^\d problems, 3 errors\.$/);
    await shoot("problems");
  });

  await step("sees them, and types, before all of the analysis is loaded", async () => {
    const other = await context.newPage();
    let load = () => undefined;
    const isAwaited = new Promise((resolve) => (load = resolve));
    await other.route("**/engine.wasm", (route) => isAwaited.then(() => route.continue()));
    await other.goto(url);
    const rows = other.locator("#list li");
    await rows.filter({ hasText: "nextsj" }).waitFor();
    await other.locator(".cm-lintRange-error").first().waitFor();
    assert.equal(await rows.count(), await page.locator("#list li").count());
    await other.getByText('"nextsj"').click();
    await other.keyboard.press("End");
    await other.keyboard.press("ArrowLeft");
    await other.keyboard.press("ArrowLeft");
    await other.keyboard.press("Backspace");
    await rows.filter({ hasText: "Unknown framework nexts" }).waitFor();
    // What takes code that isn't there is answered once it is.
    await other.locator(".cm-content").click();
    await other.keyboard.press("Control+a");
    await other.keyboard.insertText('{ "framework": "\\u00zz" }');
    await other.waitForTimeout(500);
    load();
    await rows.filter({ hasText: "escape" }).first().waitFor();
    await other.close();
    const broken = await context.newPage();
    await broken.route("**/engine.wasm", (route) => route.abort());
    await broken.goto(url);
    await broken.locator("#count", { hasText: "The analysis can't be loaded" }).waitFor();
    await broken.close();
  });

  await step("fixes one by keyboard and takes it back", async () => {
    await page.getByRole("button", { name: "Change to nextjs" }).focus();
    await page.keyboard.press("Enter");
    await gone("invalid-framework");
    await page.keyboard.press("Control+z");
    await reported("invalid-framework");
    await page.getByRole("button", { name: "Fix all" }).click();
    await gone("invalid-framework");
    await page.getByRole("button", { name: "Fix all" }).click();
    await page.locator("#said", { hasText: "The other fixes need a choice." }).waitFor();
  });

  await step("reads a hover", async () => {
    await page.getByText('"routePrefix"').first().hover({ position: { x: 60, y: 8 } });
    await page.locator(".cm-tooltip .markdown").first().waitFor();
    assert.match(await page.locator(".cm-tooltip .markdown").first().innerText(), /prefix/i);
    await shoot("hover");
    await page.mouse.move(0, 0);
  });

  await step("completes a key and its value", async () => {
    await write("{\n  \n}\n");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("End");
    await page.keyboard.type('"framew');
    await page.locator(".cm-tooltip-autocomplete li[aria-selected]", { hasText: "framework" }).waitFor();
    await page.waitForTimeout(200);
    await shoot("completion");
    await page.keyboard.press("Enter");
    await until("the key is written", async () => /"framework": "/.test(await text()));
    await write('{ "framework": "');
    await page.keyboard.type("svelt");
    await page.locator(".cm-tooltip-autocomplete li[aria-selected]", { hasText: "sveltekit" }).waitFor();
    await page.waitForTimeout(200);
    await page.keyboard.press("Enter");
    await until("the value is written", async () => /^\{ "framework": "sveltekit[^"]*"/.test(await text()));
  });

  await step("tries the samples, each of which has what it is for", async () => {
    const samples = {
      "Several mistakes": ["invalid-framework", "missing-route-prefix", "number-out-of-range"],
      "A backend without an entrypoint": ["missing-service-config"],
      "A service that no request reaches": ["unreachable-service"],
      "A rule that never runs": ["shadowed-rule"],
      "404 after a reload": ["missing-spa-rewrite"],
      "Settings for a function that doesn't exist": ["unused-function"],
      "A trailing comma": ["trailing-comma"],
      "A project to migrate": ["experimental-services"],
    };
    assert.deepEqual((await titles()).sort(), Object.keys(samples).sort());
    for (const [title, expected] of Object.entries(samples)) {
      await choose(title);
      for (const code of expected) await reported(code);
    }
  });

  await step("asks who answers a request", async () => {
    await frame.locator("#path").fill("/api/users");
    await frame.locator("#answer", { hasText: "backend answers." }).waitFor();
    await frame.locator("#answer", { hasText: "The application receives /users" }).waitFor();
    await shoot("routing");
    await frame.locator(".card .name", { hasText: "backend" }).first().click();
    await until("the service is selected", async () => page.evaluate(() => String(getSelection()).includes("backend")));
    await choose("A rule that never runs");
    await frame.locator("#path").fill("/blog/7");
    await frame.locator("#answer", { hasText: "https://blog.example.com/7" }).waitFor();
  });

  await step("changes files of the project", async () => {
    await choose("A backend without an entrypoint");
    await reported("missing-service-config");
    await page.getByRole("button", { name: "Delete api/package.json" }).click();
    await gone("missing-service-config");
    await page.getByLabel("New file").fill("../up.json");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").filter({ hasText: "Enter a path" }).waitFor();
    await page.getByLabel("New file").fill("api/package.json");
    await page.keyboard.press("Enter");
    await page.locator("#file-name", { hasText: "api/package.json" }).waitFor();
    await page.keyboard.insertText('{ "dependencies": { "express": "5" } }');
    await reported("missing-service-config");
  });

  await step("turns off a rule, and leaves a file out of the deployment", async () => {
    const add = async (path, content) => {
      await page.getByLabel("New file").fill(path);
      await page.keyboard.press("Enter");
      await page.locator("#file-name", { hasText: path }).waitFor();
      await page.keyboard.insertText(content);
    };
    await choose("Several mistakes");
    await reported("number-out-of-range");
    await add("svc-lsp.jsonc", '{ "rules": { "number-out-of-range": "off" } }');
    await gone("number-out-of-range");
    await choose("A backend without an entrypoint");
    await reported("missing-service-config");
    await add(".vercelignore", "api/package.json");
    await gone("missing-service-config");
    await page.getByRole("button", { name: "Delete .vercelignore" }).click();
    await reported("missing-service-config");
  });

  await step("shares the project by a link", async () => {
    await page.getByRole("button", { name: "Copy link" }).click();
    await page.locator("#said", { hasText: "Copied." }).waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    assert.ok(link.startsWith(`${url}#project=`) && link.length < 2_000, link);
    const other = await open(link);
    assert.deepEqual(await other.locator("#files .file").allInnerTexts(), await page.locator("#files .file").allInnerTexts());
    assert.match(await other.locator("#list").innerText(), /missing-service-config/);
    await other.close();
    const broken = await open(`${url}#project=${"A".repeat(40)}`);
    assert.match(await broken.locator("#list").innerText(), /invalid-framework/);
    await broken.close();
  });

  await step("migrates after reading what changes", async () => {
    await choose("A project to migrate");
    await page.getByRole("button", { name: "Migrate to services" }).click();
    await page.locator("#page[open] pre", { hasText: '"services"' }).waitFor();
    await shoot("migrate");
    await page.getByRole("button", { name: "Apply" }).click();
    await gone("experimental-services");
    assert.match(await text(), /"services"/);
    assert.ok(await page.getByRole("button", { name: "Migrate to services" }).isDisabled());
  });

  await step("reads the page of a rule, by keyboard", async () => {
    await choose("A rule that never runs");
    await page.getByRole("button", { name: "Explain shadowed-rule" }).focus();
    await page.keyboard.press("Enter");
    await page.locator("#page[open]", { hasText: "This rule never runs" }).waitFor();
    await page.keyboard.press("Escape");
    await page.locator("#page:not([open])").waitFor({ state: "attached" });
  });

  await step("gets everywhere with the Tab key, and everything has a name", async () => {
    await page.locator("#sample").focus();
    const met = new Set();
    for (let presses = 0; presses < 60; presses += 1) {
      // The editor takes Tab only after Escape was not pressed; it never takes it here.
      await page.keyboard.press("Escape");
      await page.keyboard.press("Tab");
      met.add(await page.evaluate(() => document.activeElement.closest("header, nav, #editor, #problems, iframe")?.id || document.activeElement.closest("header, nav")?.tagName));
    }
    for (const part of ["HEADER", "NAV", "editor", "problems", "routing"]) assert.ok(met.has(part), `the Tab key never reaches ${part}: ${[...met].join(", ")}`);
    const unnamed = (body) =>
      [...body.querySelectorAll("button, input, select, iframe, [role=textbox]")]
        .filter((element) => element.checkVisibility())
        .filter((element) => !(element.textContent.trim() || element.ariaLabel || element.title || element.labels?.length))
        .map((element) => element.outerHTML.slice(0, 120));
    assert.deepEqual(await page.locator("body").evaluate(unnamed), []);
    assert.deepEqual(await frame.locator("body").evaluate(unnamed), []);
  });

  await step("can read all of it, in light and in dark colors", async () => {
    await choose("Several mistakes");
    await reported("invalid-framework");
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await shoot(colorScheme);
      for (const body of [page.locator("body"), frame.locator("body")]) assert.deepEqual(await body.evaluate(faintTexts), [], colorScheme);
    }
  });

  await step("uses it on a narrow screen", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await shoot("narrow");
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "the page is wider than the screen");
  });

  assert.deepEqual(failures, []);
  console.log("The session in the playground passed.");
} finally {
  await browser.close();
  server.close();
}
