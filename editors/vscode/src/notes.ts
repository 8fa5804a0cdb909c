// What a migration leaves to know or to do: announced in a notification, shown in a virtual document.

import * as vscode from "vscode";

export interface Notes {
  readonly notes: readonly { readonly message: string }[];
}

export class MigrationNotes implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly uri = vscode.Uri.from({ scheme: "svc-lsp-notes", path: "/Next steps.md" });
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(this.uri.scheme, this);
  private text = "";

  async show({ notes }: Notes): Promise<void> {
    if (notes.length === 0) {
      return;
    }
    const left = notes.length === 1 ? "There is one note" : `There are ${notes.length} notes`;
    if (await vscode.window.showInformationMessage(`The services are migrated. ${left}.`, "Show")) {
      this.text = `# Next steps after the migration to services\n\n${notes.map(({ message }) => `- ${message}\n`).join("")}`;
      this.changed.fire(this.uri);
      await vscode.window.showTextDocument(this.uri, { viewColumn: vscode.ViewColumn.Beside });
    }
  }

  provideTextDocumentContent(): string {
    return this.text;
  }

  dispose(): void {
    vscode.Disposable.from(this.registration, this.changed).dispose();
  }
}
