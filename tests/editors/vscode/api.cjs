// Runs inside VS Code's extension host: what the extension gives to other parts of the editor, by VS Code's own API.
// Appends to the file that SVC_LSP_RESULT names: a line of JSON when it begins, one after each test, one at its end.

const assert = require("node:assert/strict");
const { appendFileSync } = require("node:fs");
const vscode = require("vscode");

const EXTENSION = "svc-lsp.svc-lsp";

async function until(what, condition) {
  const end = Date.now() + 80_000;
  while (Date.now() < end) {
    const value = await condition();
    if (value) return value;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`timed out: ${what}`);
}

const inProject = (path) => vscode.Uri.joinPath(vscode.workspace.workspaceFolders[0].uri, path);
const ours = (uri) => vscode.languages.getDiagnostics(uri).filter(({ source }) => source === "svc-lsp");
const place = (document, text, within) => document.positionAt(document.getText().indexOf(text) + within);

/** Opens a document in an editor: the client asks for the findings of what has a tab. */
async function open(uri) {
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, { preview: false });
  return document;
}

const tests = {
  async "activates and registers every command that it declares"() {
    const extension = vscode.extensions.getExtension(EXTENSION);
    await extension.activate();
    const known = new Set(await vscode.commands.getCommands(true));
    const declared = extension.packageJSON.contributes.commands.map(({ command }) => command);
    assert.deepEqual(declared.filter((command) => !known.has(command)), []);
  },

  async "finds each mistake once"() {
    const document = await open(inProject("vercel.json"));
    assert.equal(document.languageId, "vercel-json");
    await until("findings", () => ours(document.uri).length >= 3);
    const told = ours(document.uri).map(({ message, range }) => `${range.start.line} ${message}`);
    assert.equal(new Set(told).size, told.length);
  },

  async "hovers once, and completes each slug once"() {
    const document = await open(inProject("vercel.json"));
    const hovers = await vscode.commands.executeCommand("vscode.executeHoverProvider", document.uri, place(document, '"admin"', 2));
    assert.equal(hovers.length, 1);
    const { items } = await vscode.commands.executeCommand("vscode.executeCompletionItemProvider", document.uri, place(document, "nextsj", 3));
    const labels = items.map(({ label }) => label.label ?? label);
    assert.ok(labels.includes("nextjs"));
    assert.equal(new Set(labels).size, labels.length);
  },

  async "serves the file that a user maps back to json"() {
    const document = await open(inProject("vercel.json"));
    const json = await vscode.languages.setTextDocumentLanguage(document, "json");
    await until("findings of a json file", () => ours(json.uri).length >= 3);
    await vscode.languages.setTextDocumentLanguage(json, "vercel-json");
    await until("findings of a vercel-json file", () => ours(json.uri).length >= 3);
  },

  async "serves a vercel.json that was never saved, and no other JSON file"() {
    const unsaved = await open(inProject("new/vercel.json").with({ scheme: "untitled" }));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(unsaved.uri, new vscode.Position(0, 0), '{ "experimentalServices": 7 }');
    await vscode.workspace.applyEdit(edit);
    await until("findings of an unsaved file", () => ours(unsaved.uri).length > 0);
    const other = await open(inProject("web/package.json"));
    assert.deepEqual(ours(other.uri), []);
  },

  async "leaves a file alone whose project is not on disk"() {
    const bytes = new TextEncoder().encode('{ "experimentalServices": 7 }');
    const nothing = () => undefined;
    const provider = vscode.workspace.registerFileSystemProvider("vscode-vfs", {
      onDidChangeFile: new vscode.EventEmitter().event,
      watch: () => new vscode.Disposable(nothing),
      stat: () => ({ type: vscode.FileType.File, ctime: 0, mtime: 0, size: bytes.length }),
      readFile: () => bytes,
      readDirectory: () => [],
      ...{ createDirectory: nothing, writeFile: nothing, delete: nothing, rename: nothing },
    });
    const document = await open(vscode.Uri.parse("vscode-vfs://github/owner/shop/vercel.json"));
    assert.equal(document.languageId, "vercel-json");
    const hovers = await vscode.commands.executeCommand("vscode.executeHoverProvider", document.uri, new vscode.Position(0, 5));
    assert.deepEqual([hovers.length, ours(document.uri).length], [0, 0]);
    provider.dispose();
  },

  async "restarts as often as asked, and tells nothing twice"() {
    const uri = inProject("vercel.json");
    await Promise.all(Array.from({ length: 5 }, () => vscode.commands.executeCommand("svcLsp.restart")));
    await until("findings again", () => ours(uri).length >= 3);
    const told = ours(uri).map(({ message, range }) => `${range.start.line} ${message}`);
    assert.equal(new Set(told).size, told.length);
  },
};

exports.run = async () => {
  const tell = (line) => appendFileSync(process.env.SVC_LSP_RESULT, `${JSON.stringify(line)}\n`);
  tell({ began: true });
  for (const [name, test] of Object.entries(tests)) {
    try {
      await test();
      tell({ name });
    } catch (error) {
      tell({ name, failure: String(error?.stack ?? error) });
    }
  }
  tell({ ended: true });
};
