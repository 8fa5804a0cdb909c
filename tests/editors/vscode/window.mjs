// VS Code in a browser: starts code-server with a fresh profile and gives the page, and what a person can do in it.

import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

const here = dirname(fileURLToPath(import.meta.url));
export const repository = join(here, "..", "..", "..");
const codeServer = join(here, "node_modules", "code-server", "out", "node", "entry.js");
const patience = 45_000;

/** A port that is free on the loopback. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function runToEnd(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    child.stdout.on("data", (data) => (said += data));
    child.stderr.on("data", (data) => (said += data));
    child.on("exit", (code) => (code === 0 ? resolve(said) : reject(new Error(said))));
  });
}

/** Starts code-server on a copy of `sample` with the extension installed. */
export async function startEditor({ vsix, sample, settings = {} }) {
  const folder = mkdtempSync(join(tmpdir(), "svc-lsp-vscode-"));
  const project = join(folder, "project");
  cpSync(sample, project, { recursive: true });
  const userData = join(folder, "user");
  const extensions = join(folder, "extensions");
  mkdirSync(join(userData, "User"), { recursive: true });
  writeFileSync(
    join(userData, "User", "settings.json"),
    JSON.stringify({
      "security.workspace.trust.enabled": false,
      "workbench.startupEditor": "none",
      "telemetry.telemetryLevel": "off",
      "chat.commandCenter.enabled": false,
      "workbench.secondarySideBar.defaultVisibility": "hidden",
      "files.autoSave": "off",
      "window.commandCenter": false,
      "workbench.tips.enabled": false,
      ...settings,
    }),
  );
  const shared = [codeServer, "--user-data-dir", userData, "--extensions-dir", extensions];
  await runToEnd([...shared, "--install-extension", vsix]);
  const port = await freePort();
  const server = spawn(
    process.execPath,
    [
      ...shared,
      ...["--auth", "none", "--bind-addr", `127.0.0.1:${port}`, "--disable-telemetry", "--disable-update-check"],
      ...["--disable-workspace-trust", "--disable-getting-started-override", project],
    ],
    { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder, HOME: folder } },
  );
  let log = "";
  const ready = new Promise((resolve, reject) => {
    const hear = (data) => {
      log += data;
      if (/HTTP server listening/.test(log)) resolve();
    };
    server.stdout.on("data", hear);
    server.stderr.on("data", hear);
    server.on("exit", () => reject(new Error(`code-server ended: ${log}`)));
  });
  await ready;
  return {
    folder,
    project,
    url: `http://127.0.0.1:${port}/?folder=${encodeURIComponent(project)}`,
    /** What the extension hosts and our extension wrote into their logs. */
    logs: () => readTree(join(userData, "logs")),
    stop() {
      server.kill();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

function readTree(folder) {
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? readTree(path) : [{ path, text: readFileSync(path, "utf8") }];
  });
}

/** A browser window on the editor. */
export async function openWindow(url, { executablePath = "/usr/bin/chromium" } = {}) {
  const browser = await chromium.launch({
    executablePath,
    args: [
      ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
      ...["--disable-component-update", "--disable-sync"],
    ],
  });
  const context = await browser.newContext({ viewport: { width: 1360, height: 860 }, permissions: ["clipboard-read", "clipboard-write"] });
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  await page.goto(url);
  await page.locator(".monaco-workbench").waitFor();
  return { browser, page };
}

/** Waits until the condition holds; its value. */
export async function until(what, condition) {
  const end = Date.now() + patience;
  let last;
  while (Date.now() < end) {
    try {
      last = await condition();
      if (last) return last;
    } catch (error) {
      last = error;
    }
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`timed out: ${what}${last instanceof Error ? ` (${last.message})` : ""}`);
}

/** What a person does in the window. */
export class Person {
  constructor(page) {
    this.page = page;
  }

  press(...keys) {
    return keys.reduce((before, key) => before.then(() => this.page.keyboard.press(key)), Promise.resolve());
  }

  /** Runs a command from the palette by its title. */
  async command(title) {
    await this.press("F1");
    const input = this.page.locator(".quick-input-widget input.input");
    await input.waitFor();
    await input.fill(`>${title}`);
    await this.page.locator(".quick-input-widget .monaco-list-row", { hasText: title }).first().waitFor();
    await this.press("Enter");
  }

  /** Opens a file of the project by its name. */
  async open(name) {
    await this.press("Control+p");
    const input = this.page.locator(".quick-input-widget input.input");
    await input.waitFor();
    await input.fill(name);
    await this.page.locator(".quick-input-widget .monaco-list-row", { hasText: name }).first().waitFor();
    await this.press("Enter");
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
    await this.page.locator(".monaco-editor .view-line").first().waitFor();
  }

  /** Puts the cursor at line and column, both from 1. */
  async goTo(line, column) {
    await this.focus();
    await this.press("Control+g");
    const input = this.page.locator(".quick-input-widget input.input");
    await input.waitFor();
    await input.fill(`:${line}:${column}`);
    await this.press("Enter");
    await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
  }

  /** Puts the keyboard into the editor, wherever it was. */
  focus() {
    return until("the editor to take the keys", async () => {
      if (await this.page.locator(".editor-instance .monaco-editor.focused").count()) return true;
      await this.press("Control+1");
      return false;
    });
  }

  /** What the editor shows, lines as they stand. The samples are short enough to be shown whole. */
  async shown() {
    const lines = await this.page.locator(".monaco-editor .view-line").evaluateAll((all) =>
      all.sort((a, b) => parseInt(a.style.top) - parseInt(b.style.top)).map((line) => line.textContent),
    );
    return lines.join("\n").replaceAll("\u00a0", " ");
  }

  /** Replaces the editor's text. */
  async replaceText(text) {
    await this.page.evaluate((value) => navigator.clipboard.writeText(value), text);
    await this.focus();
    await this.press("Control+a", "Control+v", "Control+Home");
  }

  /** The place of a text in the editor, both from 1. */
  async placeOf(wanted, within = 0) {
    const lines = (await this.shown()).split("\n");
    const line = lines.findIndex((it) => it.includes(wanted));
    if (line < 0) throw new Error(`not in the editor: ${wanted}`);
    return [line + 1, lines[line].indexOf(wanted) + 1 + within];
  }
}
