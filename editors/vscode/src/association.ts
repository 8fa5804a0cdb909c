// Files named vercel.json that the user's settings give to VS Code's own JSON server: it answers beside ours.

import * as vscode from "vscode";

import type { Server } from "./client";
import { isVercelJson } from "./documents";

/** Whether the change was offered. It is offered once. */
const OFFERED = "svcLsp.association.offered";
const SETTING = "associations";
const NAME = "vercel.json";

/** Offers the setting that leaves the file to our server, once. */
export function offerAssociation(server: Server, globalState: vscode.Memento): vscode.Disposable {
  const offer = async (document: vscode.TextDocument): Promise<void> => {
    const isDoubled = isVercelJson(document) && ["json", "jsonc"].includes(document.languageId) && !server.notServed(document);
    if (!isDoubled || globalState.get(OFFERED)) {
      return;
    }
    await globalState.update(OFFERED, true);
    const picked = await vscode.window.showInformationMessage(
      "Your settings open vercel.json as JSON, so VS Code's own JSON support answers as well. Open it as Vercel JSON instead?",
      "Change Setting",
      "Keep JSON",
    );
    if (picked === "Change Setting") {
      await associate(document.uri);
    }
  };
  for (const document of vscode.workspace.textDocuments) {
    void offer(document);
  }
  return vscode.workspace.onDidOpenTextDocument((document) => void offer(document));
}

/** Sets the association where one for this name is set already, else in the user's settings. */
async function associate(uri: vscode.Uri): Promise<void> {
  const files = vscode.workspace.getConfiguration("files", uri);
  const { workspaceValue, globalValue } = files.inspect<Record<string, string>>(SETTING) ?? {};
  const isOfWorkspace = workspaceValue !== undefined && NAME in workspaceValue;
  const [value, target] = isOfWorkspace
    ? [workspaceValue, vscode.ConfigurationTarget.Workspace]
    : [globalValue, vscode.ConfigurationTarget.Global];
  await files.update(SETTING, { ...value, [NAME]: "vercel-json" }, target);
}
