// A file system that exists in a browser alone, as that of a repository on GitHub does. It starts with the files of `files.json`, and says
// on the console what is read and written.

const vscode = require("vscode");

/** VS Code writes more around it. */
const say = (...what) => console.log(`memory: ${JSON.stringify(what)} :memory`);

class Memory {
  constructor(files) {
    this.files = new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)]));
    this.changed = new vscode.EventEmitter();
    this.onDidChangeFile = this.changed.event;
  }

  watch() {
    return new vscode.Disposable(() => undefined);
  }

  stat({ path }) {
    const file = this.files.get(path);
    if (!file && !this.names(path).size) throw vscode.FileSystemError.FileNotFound(path);
    return { type: file ? vscode.FileType.File : vscode.FileType.Directory, ctime: 0, mtime: Date.now(), size: file?.length ?? 0 };
  }

  names(folder) {
    const start = folder === "/" ? "/" : `${folder}/`;
    const below = [...this.files.keys()].filter((path) => path.startsWith(start)).map((path) => path.slice(start.length));
    return new Map(below.map((path) => [path.split("/", 1)[0], path.includes("/") ? vscode.FileType.Directory : vscode.FileType.File]));
  }

  readDirectory({ path }) {
    say("list", path);
    return [...this.names(path)];
  }

  readFile(uri) {
    say("read", uri.path);
    const file = this.files.get(uri.path);
    if (!file) throw vscode.FileSystemError.FileNotFound(uri);
    return file;
  }

  writeFile(uri, content) {
    const type = this.files.has(uri.path) ? vscode.FileChangeType.Changed : vscode.FileChangeType.Created;
    this.files.set(uri.path, content);
    say("write", uri.path, new TextDecoder().decode(content));
    this.changed.fire([{ type, uri }]);
  }

  delete(uri) {
    for (const path of this.files.keys()) if (path === uri.path || path.startsWith(`${uri.path}/`)) this.files.delete(path);
    this.changed.fire([{ type: vscode.FileChangeType.Deleted, uri }]);
  }

  rename(from, to) {
    this.writeFile(to, this.readFile(from));
    this.delete(from);
  }

  createDirectory() {}
}

exports.activate = async (context) => {
  const files = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(context.extensionUri, "files.json"));
  context.subscriptions.push(vscode.workspace.registerFileSystemProvider("memory", new Memory(JSON.parse(new TextDecoder().decode(files)))));
};
