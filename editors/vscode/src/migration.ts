// The migration to services: one diff to read, one button to apply all of it.

import * as vscode from "vscode";

import { notice } from "./wording";

const SCHEME = "svc-lsp-migration";
const KIND = "refactor.svcLsp.migrateServices";

export class MigrationPreview implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  private readonly texts = new Map<string, string>();

  /** Shows what the migration changes in a file, and applies it if that is wanted. */
  async migrate(uri: vscode.Uri): Promise<void> {
    const document = await vscode.workspace.openTextDocument(uri);
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    const [action] = await vscode.commands.executeCommand<vscode.CodeAction[]>("vscode.executeCodeActionProvider", uri, whole, KIND);
    if (!action?.edit) {
      const reason = action?.disabled?.reason ?? "There are no `experimentalServices` to migrate in this file.";
      void vscode.window.showErrorMessage(notice(reason));
      return;
    }
    const { version } = document;
    const migrated = vscode.Uri.from({ scheme: SCHEME, path: uri.path });
    this.texts.set(migrated.toString(), withEdits(document, action.edit.get(uri)));
    this.changed.fire(migrated);
    const title = `${vscode.workspace.asRelativePath(uri)} (migrated to services)`;
    await vscode.commands.executeCommand("vscode.diff", uri, migrated, title);
    const picked = await vscode.window.showInformationMessage("Migrate to services as shown?", "Migrate");
    await closeTab(migrated);
    if (picked !== "Migrate") {
      return;
    }
    if (document.version !== version || !(await vscode.workspace.applyEdit(action.edit))) {
      void vscode.window.showErrorMessage("The file has changed since. Start the migration again.");
      return;
    }
    await vscode.window.showTextDocument(document);
    if (action.command) {
      await vscode.commands.executeCommand(action.command.command, ...((action.command.arguments ?? []) as unknown[]));
    }
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? "";
  }

  dispose(): void {
    vscode.Disposable.from(this.registration, this.changed).dispose();
  }
}

/** The text of a document after edits that don't overlap. */
function withEdits(document: vscode.TextDocument, edits: readonly vscode.TextEdit[]): string {
  const fromEnd = [...edits].sort((one, other) => other.range.start.compareTo(one.range.start));
  return fromEnd.reduce((text, { range, newText }) => {
    const [start, end] = [document.offsetAt(range.start), document.offsetAt(range.end)];
    return text.slice(0, start) + newText + text.slice(end);
  }, document.getText());
}

async function closeTab(migrated: vscode.Uri): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const isPreview = ({ input }: vscode.Tab) => input instanceof vscode.TabInputTextDiff && input.modified.toString() === migrated.toString();
  await vscode.window.tabGroups.close(tabs.filter(isPreview));
}
