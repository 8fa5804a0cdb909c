// The commands of the palette, the status bar and the view.

import * as vscode from "vscode";

import type { Server } from "./client";
import type { CurrentFile } from "./documents";
import { asDotEnv } from "./inspection";
import { showService } from "./places";
import type { RoutingPanel } from "./routing/panel";

interface Parts {
  readonly server: Server;
  readonly current: CurrentFile;
  readonly panel: RoutingPanel;
  readonly output: vscode.LogOutputChannel;
}

export function registerCommands({ server, current, panel, output }: Parts): vscode.Disposable[] {
  const commands: Record<string, (...parameters: never[]) => unknown> = {
    "svcLsp.restart": () => server.restart(),
    "svcLsp.showOutput": () => output.show(),
    "svcLsp.openRouting": () => panel.show(),
    "svcLsp.showService": (uri: vscode.Uri, service: string) => showService(uri, service),
    "svcLsp.addService": () => refactor("refactor.svcLsp.addService", "There is nothing to add here: no folder with a service was found."),
    "svcLsp.migrate": () => refactor("refactor.rewrite.svcLsp.migrate", "This file has no `experimentalServices` to migrate."),
    "svcLsp.generate": () => refactor("refactor.svcLsp.generate", "A configuration is generated into an empty vercel.json only."),
    "svcLsp.runDev": () => runDev(),
    "svcLsp.copyEnvironment": () => copyEnvironment(),
    "svcLsp.copyVariable": (item: { readonly copy?: string }) => vscode.env.clipboard.writeText(item.copy ?? ""),
    "svcLsp.actions": () => actions(),
  };

  async function refactor(kind: string, nothing: string): Promise<void> {
    const document = await current.document();
    if (!document) {
      void vscode.window.showInformationMessage("There is no vercel.json in this workspace.");
      return;
    }
    const editor = await vscode.window.showTextDocument(document);
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    const found = await vscode.commands.executeCommand<vscode.CodeAction[]>("vscode.executeCodeActionProvider", document.uri, whole, kind);
    if (!found?.length) {
      void vscode.window.showInformationMessage(nothing);
      return;
    }
    const picked =
      found.length === 1
        ? found[0]
        : await vscode.window
            .showQuickPick(found.map((action) => ({ label: action.title, action })))
            .then((item) => item?.action);
    if (picked?.edit) {
      await vscode.workspace.applyEdit(picked.edit);
    }
    if (picked?.command) {
      await vscode.commands.executeCommand(picked.command.command, ...(picked.command.arguments ?? []));
    }
    editor.revealRange(editor.selection);
  }

  async function runDev(): Promise<void> {
    const document = await current.document();
    const terminal = vscode.window.createTerminal({
      name: "vercel dev",
      ...(document && { cwd: vscode.Uri.joinPath(document.uri, "..") }),
    });
    terminal.show();
    terminal.sendText("vercel dev -L");
  }

  async function copyEnvironment(): Promise<void> {
    const document = await current.document();
    const inspection = document && (await server.inspect(document.uri));
    if (!inspection || Object.keys(inspection.env).length === 0) {
      void vscode.window.showInformationMessage("This vercel.json generates no environment variables.");
      return;
    }
    await vscode.env.clipboard.writeText(asDotEnv(inspection.env));
    void vscode.window.setStatusBarMessage(`Copied ${Object.keys(inspection.env).length} variables`, 3000);
  }

  async function actions(): Promise<void> {
    const items = [
      ["$(type-hierarchy) Show routing", "svcLsp.openRouting"],
      ["$(warning) Show problems", "workbench.actions.view.problems"],
      ["$(symbol-variable) Copy the environment variables as .env", "svcLsp.copyEnvironment"],
      ["$(refresh) Restart the server", "svcLsp.restart"],
      ["$(output) Show the log", "svcLsp.showOutput"],
      ["$(gear) Open settings", "workbench.action.openSettings", "svcLsp"],
    ] as const;
    const picked = await vscode.window.showQuickPick(
      items.map(([label, command, parameter]) => ({ label, command, parameter })),
      { title: `svc-lsp ${server.found?.version ?? ""}` },
    );
    if (picked) {
      await vscode.commands.executeCommand(picked.command, ...(picked.parameter ? [picked.parameter] : []));
    }
  }

  return Object.entries(commands).map(([name, run]) => vscode.commands.registerCommand(name, run));
}
