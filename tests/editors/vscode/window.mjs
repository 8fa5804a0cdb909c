// VS Code in a browser: starts code-server with a fresh profile and gives the page, and what a user can do in it.

import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, mkdirSync, readFileSync, readdirSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
export const repository = join(here, "..", "..", "..");
const codeServer = join(here, "node_modules", "code-server", "out", "node", "entry.js");
export const patience = 90_000;

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

/**
 * Starts code-server on a copy of `sample` with the extension installed: from a package (`vsix`), or with others from the
 * folders that they were built in (`extensions`).
 */
export async function startEditor({ vsix, extensions: folders = [], sample, settings = {} }) {
  const folder = mkdtempSync(join(tmpdir(), "svc-lsp-vscode-"));
  const project = join(folder, "project");
  const copy = (from, to) => (cpSync(from, to, { recursive: true }), to);
  copy(sample, project);
  const result = join(folder, "result.ndjson");
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
      "files.autoSave": "afterDelay",
      "files.autoSaveDelay": 100,
      "window.commandCenter": false,
      "workbench.tips.enabled": false,
      "editor.stickyScroll.enabled": false,
      ...settings,
    }),
  );
  const shared = [codeServer, "--user-data-dir", userData, "--extensions-dir", extensions];
  for (const from of folders) {
    // What it was built from stays behind.
    const filter = (path) => basename(path) !== "node_modules";
    cpSync(from, join(extensions, basename(from)), { recursive: true, filter });
  }
  if (vsix) await runToEnd([...shared, "--install-extension", vsix]);
  const port = await freePort();
  const server = spawn(
    process.execPath,
    [
      ...shared,
      ...["--auth", "none", "--bind-addr", `127.0.0.1:${port}`, "--disable-telemetry", "--disable-update-check"],
      ...["--disable-workspace-trust", "--disable-getting-started-override", project],
    ],
    { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder, HOME: folder, SVC_LSP_RESULT: result } },
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
    /** The process ids of the extension's servers that run. */
    servers: () =>
      readdirSync("/proc")
        .map(Number)
        .filter((pid) => {
          try {
            return pid > 0 && readlinkSync(`/proc/${pid}/exe`).startsWith(extensions) && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("--stdio");
          } catch {
            return false; // it has just ended
          }
        }),
    /** Where tests inside the extension host tell how they went. */
    result,
    url: `http://127.0.0.1:${port}/?folder=${encodeURIComponent(project)}`,
    /** The address of another project, copied. */
    another: (from) => `http://127.0.0.1:${port}/?folder=${encodeURIComponent(copy(from, join(folder, basename(from))))}`,
    stop() {
      server.kill();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

/** A browser window on the editor. `said` hears what is written to the console. */
export async function openWindow(url, { executablePath = "/usr/bin/chromium", said } = {}) {
  // The demo opens no window, and does without it.
  const { chromium } = await import("playwright-core");
  const browser = await chromium.launch({
    executablePath,
    args: [
      ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
      ...["--disable-component-update", "--disable-sync"],
    ],
  });
  const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, permissions: ["clipboard-read", "clipboard-write"] });
  const { page, errors } = await newPage(context);
  if (said) page.on("console", (message) => said(message.text()));
  await page.goto(url);
  await page.locator(".monaco-workbench").waitFor();
  return { browser, page, errors };
}

/** A page and what it writes to its console as errors. */
async function newPage(context) {
  const page = await context.newPage();
  // The extension host tells the window of what fails in it; the window writes that to its console.
  const errors = [];
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(String(error)));
  page.setDefaultTimeout(patience);
  return { page, errors };
}

/**
 * Runs a module's `run` inside the extension host of a window of its own, with the extension in `extension`: what
 * test-electron does for the desktop.
 */
export async function runInside(context, url, { extension, tests }) {
  const inside = await newPage(context);
  const { host } = new URL(url);
  const at = (path) => ({ $mid: 1, scheme: "vscode-remote", authority: host, path });
  await inside.page.addInitScript((development) => {
    document.addEventListener("readystatechange", () => {
      const configuration = document.getElementById("vscode-workbench-web-configuration");
      const settings = configuration && JSON.parse(configuration.dataset.settings);
      if (settings) {
        configuration.dataset.settings = JSON.stringify({ ...settings, developmentOptions: development });
      }
    });
  }, { extensions: [at(extension)], extensionTestsPath: at(tests) });
  await inside.page.goto(url);
  return inside;
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

/** What a user does in the window. */
export class Person {
  /** `file` is the one that the person works on. */
  constructor(page, file) {
    this.page = page;
    this.file = file;
  }

  press(...keys) {
    return keys.reduce((before, key) => before.then(() => this.page.keyboard.press(key)), Promise.resolve());
  }

  /** Runs a command from the palette by its title. */
  async command(title) {
    const input = this.page.locator(".quick-input-widget input.input");
    const row = this.page.locator(".quick-input-widget .monaco-list-row", { hasText: title }).first();
    // What moves the keyboard elsewhere closes the palette, and it lists the commands that there were when it was opened: it is opened again.
    await until(`the palette with ${title}`, async () => {
      await this.press("F1");
      try {
        await input.fill(`>${title}`, { timeout: 2000 });
        await row.waitFor({ timeout: 5000 });
      } catch (error) {
        await this.press("Escape");
        throw error;
      }
      return true;
    });
    await this.press("Enter");
  }

  /** Opens a file that stands at the top of the project. */
  async open(name) {
    await this.page.locator(".explorer-folders-view .monaco-list-row", { hasText: name }).dblclick();
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
    await this.page.locator(".monaco-editor .view-line").first().waitFor();
  }

  /** Puts the cursor at line and column, both from 1. */
  async goTo(line, column) {
    const widget = this.page.locator(".quick-input-widget");
    // A click into a panel before may still move the keyboard there: then there is no editor to go to a line in, and it is tried again.
    await until(`the cursor at ${line}:${column}`, async () => {
      await this.focus();
      await this.press("Control+g");
      try {
        await widget.locator("input.input").fill(`:${line}:${column}`, { timeout: 2000 });
        await this.press("Enter");
        await widget.waitFor({ state: "hidden", timeout: 3000 });
      } catch (error) {
        await this.press("Escape");
        throw error;
      }
      return true;
    });
  }

  /** Waits until the cursor is on this line of the editor, from 1, at this word. */
  async cursorAt(word, line) {
    await until(`the cursor at ${word}`, async () => {
      const [, at, column] = /Ln (\d+), Col (\d+)/.exec(await this.page.locator("#status\\.editor\\.selection").innerText()) ?? [];
      const [, first] = this.placeOf(`"${word}"`);
      return Number(at) === line && Math.abs(Number(column) - first) <= word.length + 2;
    });
  }

  /** Puts the keyboard into the file's editor, wherever it was. */
  focus() {
    const editor = this.page.locator(`.editor-instance .monaco-editor.focused[data-uri$="/${basename(this.file)}"]`);
    return until("the editor to take the keys", async () => {
      if (await editor.count()) return true;
      await this.press("Control+1");
      return false;
    });
  }

  /** The text as it stands in the file: the editor saves by itself. What it shows scrolls, and has hints among it. */
  text() {
    return readFileSync(this.file, "utf8");
  }

  /** Replaces the editor's text. */
  async replaceText(text) {
    await this.page.evaluate((value) => navigator.clipboard.writeText(value), text);
    await this.focus();
    await this.press("Control+a", "Control+v", "Control+Home");
  }

  /** The place of a text in the file, line and column from 1. */
  placeOf(wanted, within = 0) {
    const lines = this.text().split("\n");
    const line = lines.findIndex((it) => it.includes(wanted));
    if (line < 0) throw new Error(`not in the file: ${wanted}`);
    return [line + 1, lines[line].indexOf(wanted) + 1 + within];
  }
}
