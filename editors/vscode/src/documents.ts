// Which vercel.json the person is working on.

import * as vscode from "vscode";

import type { Server } from "./client";

const NAMED_VERCEL_JSON = /(^|\/)vercel\.json$/;

export function isVercelJson(document: vscode.TextDocument): boolean {
  return document.languageId === "vercel-json" || NAMED_VERCEL_JSON.test(document.uri.path);
}

/** The file in the active editor, else the last one that was, else the first in the workspace. */
export class CurrentFile implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable[] = [];
  /** Fires when another file becomes the current one or its text changes. */
  readonly onDidChange = this.changed.event;
  uri: vscode.Uri | undefined;

  constructor(private readonly server: Pick<Server, "notServed">) {
    this.take(vscode.window.activeTextEditor);
    this.subscriptions.push(
      this.changed,
      vscode.window.onDidChangeActiveTextEditor((editor) => this.take(editor)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.toString() === this.uri?.toString()) {
          this.changed.fire();
        }
      }),
      // A path outside the file decides what Vercel detects: a new folder, another dependency.
      vscode.workspace.onDidSaveTextDocument(() => this.changed.fire()),
    );
  }

  /** The current file, opened if need be so that the server knows it. */
  async document(): Promise<vscode.TextDocument | undefined> {
    if (!this.uri) {
      const [first] = await vscode.workspace.findFiles("**/vercel.json", "**/node_modules/**", 1);
      this.uri = first;
    }
    return this.uri && vscode.workspace.openTextDocument(this.uri);
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  /** Makes a file the current one. */
  choose(uri: vscode.Uri): void {
    if (uri.toString() !== this.uri?.toString()) {
      this.uri = uri;
      this.changed.fire();
    }
  }

  private take(editor: vscode.TextEditor | undefined): void {
    const document = editor?.document;
    if (document && isVercelJson(document) && !this.server.notServed(document)) {
      this.choose(document.uri);
    }
  }
}
