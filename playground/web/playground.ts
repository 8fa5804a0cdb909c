// The page: files at the left, the editor and the problems in the middle, the routing at the right.

import type { FromPage, ToPage } from "../../editors/vscode/src/routing/messages";
import { byId, element, sentence } from "../../editors/vscode/src/routing/elements";
import { Editor } from "./editor";
import { type Change, Engine, FILE, type Files, type Problem, rulePage } from "./engine";
import { toFragment } from "./link";
import { SAMPLES } from "./samples";
import type {} from "./start";

/** How long nothing was typed before the problems are shown, in milliseconds. */
const PAUSE = 250;

/** The longest path that a file may have. */
const LONGEST = 200;

const started = await globalThis.started;
let files = new Map(Object.entries(started.files));
let shown = FILE;
let timer: number | undefined;

let engine: Engine;
// All of the analysis would delay the first problems: it is loaded once they are shown.
const loading = started.check(JSON.stringify(started.files)).then(painted).then(() => Engine.load(current)).then((loaded) => (engine = loaded));
/** Shows what follows from the text: until the analysis is loaded, the problems. */
let follow: () => void | Promise<void> = preview;
const editor = new Editor(byId("editor"), loading);
editor.changed = (path, text) => {
  files.set(path, text);
  if (follow === refresh) {
    engine.write(path, text);
  }
  clearTimeout(timer);
  timer = window.setTimeout(() => void follow(), PAUSE);
};
editor.open(started.files);
const frame = byId("routing", HTMLIFrameElement);
const sample = byId("sample", HTMLSelectElement);
const page = byId("page", HTMLDialogElement);
const field = byId("new-file", HTMLInputElement);

sample.append(...(started.isLinked ? [new Option("From the link", "")] : []), ...SAMPLES.map(({ title }) => new Option(title, title)));
sample.addEventListener("change", () => {
  const chosen = SAMPLES.find(({ title }) => title === sample.value);
  if (chosen) {
    history.replaceState(null, "", location.pathname);
    void loading.then(() => open(chosen.files));
    say("");
  }
});
byId("add").addEventListener("submit", (event) => {
  event.preventDefault();
  void loading.then(() => addFile(field.value.trim()));
});
byId("fix").addEventListener("click", () => void loading.then(fixAll));
byId("format").addEventListener("click", () => rewrite(engine.format(), "Formatted."));
byId("migrate").addEventListener("click", migrate);
byId("share").addEventListener("click", () => void share());
window.addEventListener("message", ({ data, source }: MessageEvent<FromPage>) => {
  if (source === frame.contentWindow) {
    receive(data);
  }
});

list();
await follow();
try {
  await loading;
} catch (reason) {
  byId("count").textContent = `The analysis can't be loaded: ${String(reason)}`;
  throw reason;
}
byId("format", HTMLButtonElement).disabled = false;
follow = refresh;
refresh();
frame.src = "routing.html";
document.documentElement.dataset["ready"] = "";

function current(): Files {
  return Object.fromEntries(files);
}

/** Waits until what is shown now is painted. */
function painted(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}

function open(project: Files): void {
  files = new Map(Object.entries(project));
  shown = FILE;
  engine.open(project);
  editor.open(project);
  list();
  refresh();
}

/** Everything that follows from the text. */
function refresh(): void {
  clearTimeout(timer);
  report(engine.check());
  picture();
}

/** The problems, if the code that is there suffices to find them. */
async function preview(): Promise<void> {
  const checked = JSON.stringify(current());
  const problems = await started.check(checked);
  if (problems && checked === JSON.stringify(current()) && follow === preview) {
    report(problems);
  }
}

function report(problems: readonly Problem[]): void {
  if (shown === FILE) {
    editor.underline(problems);
  }
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const count = (of: number, what: string) => `${of} ${what}${of === 1 ? "" : "s"}`;
  const serious = errors === 0 ? "no errors" : count(errors, "error");
  byId("count").textContent = problems.length === 0 ? "No problems." : `${count(problems.length, "problem")}, ${serious}.`;
  byId("list").replaceChildren(...problems.map((problem) => row(problem)));
  byId("fix", HTMLButtonElement).disabled = !problems.some(({ fixes }) => fixes.length > 0);
}

function row(problem: Problem): HTMLElement {
  const [line, character] = problem.range.start;
  const goTo = button("goto", element("span", "severity", problem.severity), " ", ...sentence(problem.message), ` (line ${line + 1}, column ${character + 1})`);
  goTo.addEventListener("click", () => {
    show(FILE);
    editor.select(problem.range);
  });
  const explain = button("", `Explain ${problem.code}`);
  explain.addEventListener("click", () => void explainRule(problem.code));
  const fixes = problem.fixes.map((fix) => {
    const apply = button("", ...sentence(fix.title));
    apply.addEventListener("click", () => change(fix));
    return apply;
  });
  return element("li", problem.severity, goTo, element("div", "actions", ...fixes, explain));
}

async function explainRule(code: string): Promise<void> {
  await loading;
  const { markdown } = await import("./markdown");
  dialog(code, markdown(rulePage(code)));
}

function change(fix: Change): void {
  show(FILE);
  editor.apply(fix);
  void loading.then(refresh);
}

function fixAll(): void {
  const fixed = engine.fixAll();
  if (fixed === undefined) {
    say("The other fixes need a choice.");
  } else {
    rewrite(fixed, "Fixed.");
  }
}

/** Replaces the text of the vercel.json. */
function rewrite(text: string, said: string): void {
  show(FILE);
  editor.replace(text);
  refresh();
  say(said);
}

function show(path: string): void {
  if (path !== shown) {
    shown = path;
    editor.show(path);
    list();
    void loading.then(refresh);
  }
}

function list(): void {
  byId("file-name").textContent = shown;
  const paths = [...files.keys()].sort((a, b) => Number(b === FILE) - Number(a === FILE) || a.localeCompare(b));
  byId("files").replaceChildren(
    ...paths.map((path) => {
      const open = button("file", path);
      open.addEventListener("click", () => {
        show(path);
        editor.view.focus();
      });
      if (path === shown) {
        open.setAttribute("aria-current", "true");
      }
      const remove = button("remove", "×");
      remove.setAttribute("aria-label", `Delete ${path}`);
      remove.addEventListener("click", () => void loading.then(() => removeFile(path)));
      return element("li", "", open, ...(path === FILE ? [] : [remove]));
    }),
  );
}

function addFile(path: string): void {
  const parts = path.split("/");
  const isPath = path !== "" && path.length <= LONGEST && parts.every((part) => part !== "" && part !== "." && part !== "..");
  const isTaken = [...files.keys()].some((other) => other === path || other.startsWith(`${path}/`) || path.startsWith(`${other}/`));
  byId("new-file-error").textContent = !isPath ? "Enter a path such as api/package.json." : isTaken ? "That file or folder already exists." : "";
  if (isPath && !isTaken) {
    field.value = "";
    files.set(path, "");
    engine.write(path, "");
    show(path);
    editor.view.focus();
  }
}

function removeFile(path: string): void {
  show(FILE);
  files.delete(path);
  engine.remove(path);
  editor.forget(path);
  list();
  refresh();
  byId("files").querySelector<HTMLElement>("[aria-current]")?.focus();
  say(`Deleted ${path}.`);
}

function migrate(): void {
  const { text, notes } = engine.migrate();
  const steps = element("ul", "", ...notes.map((note) => element("li", "", ...sentence(note))));
  if (text === null) {
    dialog("The file can't be migrated", steps);
    return;
  }
  dialog("Migrate to services", element("div", "", steps, element("pre", "", text)), () => rewrite(text, "Migrated."));
}

/** Shows something in a dialog; with `apply`, it has a button for that. */
function dialog(title: string, content: HTMLElement, apply?: () => void): void {
  byId("page-title").textContent = title;
  byId("page-content").replaceChildren(content);
  byId("apply").hidden = apply === undefined;
  page.returnValue = "";
  page.onclose = () => {
    if (page.returnValue === "apply") {
      apply?.();
    }
  };
  page.showModal();
}

async function share(): Promise<void> {
  history.replaceState(null, "", `${location.pathname}${await toFragment(current())}`);
  try {
    await navigator.clipboard.writeText(location.href);
    say("Copied.");
  } catch {
    say("The link is in the address bar.");
  }
}

function receive(message: FromPage): void {
  switch (message.type) {
    case "ready":
      picture();
      break;
    case "show": {
      const range = engine.declaration(message.service);
      if (range) {
        show(FILE);
        editor.select(range);
      }
      break;
    }
    case "route":
      post({ type: "route", request: message.request, route: engine.route(message.request) });
      break;
    case "addTest":
      break;
  }
}

function picture(): void {
  const inspection = engine.inspect();
  byId("migrate", HTMLButtonElement).disabled = inspection.model !== "experimentalServices";
  post({ type: "picture", file: FILE, host: "your-deploy.vercel.app", inspection, failure: null, service: null, request: null });
}

function post(message: ToPage): void {
  frame.contentWindow?.postMessage(message, location.origin);
}

function say(text: string): void {
  byId("said").textContent = text;
}

function button(className: string, ...content: (string | Node)[]): HTMLButtonElement {
  const made = element("button", className, ...content) as HTMLButtonElement;
  made.type = "button";
  return made;
}
