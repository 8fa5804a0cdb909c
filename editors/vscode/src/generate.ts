// The command that writes the configuration which Vercel would infer from the project.

import * as vscode from "vscode";

import type { Server } from "./client";
import type { CurrentFile } from "./documents";
import { notice } from "./wording";

/** What the request `svcLsp/generate` answers. */
export interface Generated {
  readonly source: "railway" | "render" | "procfile" | "layout" | null;
  readonly found: readonly { readonly name: string; readonly why: string }[];
  readonly warnings: readonly { readonly message: string }[];
  readonly errors: readonly { readonly message: string }[];
  readonly text: string | null;
}

const SOURCES = { railway: "Railway's files", render: "render.yaml", procfile: "the Procfile", layout: "the project's folders" };

/** Generates into the current vercel.json, or into a new one of the workspace. */
export async function generate(server: Server, current: CurrentFile): Promise<void> {
  const document = await current.document();
  const folder = document ? undefined : await pickFolder();
  if (!document && !folder) {
    return;
  }
  try {
    const generated = await server.generate(document ? { textDocument: { uri: server.addressOf(document.uri) } } : { folder: { uri: server.addressOf(folder as vscode.Uri) } });
    if (!generated?.source || generated.text === null) {
      const problem = generated?.errors[0]?.message ?? "No services were found in this project.";
      void vscode.window.showWarningMessage(notice(problem));
      return;
    }
    await write(document ?? vscode.Uri.joinPath(folder as vscode.Uri, "vercel.json"), generated.text);
    const found = generated.found.map(({ name, why }) => `${name} (${why})`).join(", ");
    const warnings = generated.warnings.map(({ message }) => ` ${message}`).join("");
    void vscode.window.showInformationMessage(notice(`Generated from ${SOURCES[generated.source]}: ${found}.${warnings}`));
  } catch (error) {
    void vscode.window.showErrorMessage(notice(error instanceof Error ? error.message : String(error)));
  }
}

async function pickFolder(): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0) {
    void vscode.window.showInformationMessage("Open the project folder first.");
  }
  return folders.length > 1 ? (await vscode.window.showWorkspaceFolderPick())?.uri : folders[0]?.uri;
}

async function write(place: vscode.TextDocument | vscode.Uri, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  if (place instanceof vscode.Uri) {
    edit.createFile(place, { contents: new TextEncoder().encode(text) });
  } else {
    edit.replace(place.uri, new vscode.Range(0, 0, place.lineCount, 0), text);
  }
  await vscode.workspace.applyEdit(edit);
  await vscode.window.showTextDocument(place instanceof vscode.Uri ? place : place.uri);
}
