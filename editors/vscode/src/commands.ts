// The commands of the palette, the status bar, the view and the code lenses.

import * as vscode from "vscode";

import type { Server } from "./client";
import type { CurrentFile } from "./documents";
import { generate } from "./generate";
import type { Inspected } from "./inspected";
import { asDotEnv, variablesOf } from "./inspection";
import { MigrationPreview } from "./migration";
import { MigrationNotes, type Notes } from "./notes";
import { showService } from "./places";
import type { RequestTests } from "./requests";
import type { RoutingPanel } from "./routing/panel";
import { RulePages } from "./rules";
import { counted, notice, withoutIcons } from "./wording";

interface Parts {
  readonly server: Server;
  readonly current: CurrentFile;
  readonly inspected: Inspected;
  readonly panel: RoutingPanel;
  readonly requests: RequestTests;
  readonly output: vscode.LogOutputChannel;
}

/** What a code lens says to the command that it starts. */
interface Lens {
  readonly uri: string;
  readonly service?: string;
  readonly position?: { readonly line: number; readonly character: number };
  readonly locations?: readonly { readonly uri: string; readonly range: LspRange }[];
}

interface LspRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

const NO_FILE = "This workspace has no vercel.json.";

export function registerCommands({ server, current, inspected, panel, requests, output }: Parts): vscode.Disposable[] {
  const notes = new MigrationNotes();
  const preview = new MigrationPreview();
  const pages = new RulePages(server);
  const commands: Record<string, (...parameters: never[]) => unknown> = {
    "svcLsp.restart": () => server.restart(),
    "svcLsp.showOutput": () => output.show(),
    "svcLsp.showRouting": (lens?: Lens) => panel.show({ service: lens?.service }),
    "svcLsp.showRequestRouting": (test: vscode.TestItem) => showRequestRouting(test),
    "svcLsp.explainRule": (code: string) => pages.show(code),
    "svcLsp.showReferences": (lens: Lens) => showReferences(lens),
    "svcLsp.showNotes": (left: Notes) => notes.show(left),
    "svcLsp.showService": (uri: vscode.Uri, service: string, member?: string) => showService(uri, service, member),
    "svcLsp.addService": () => addService(),
    "svcLsp.migrate": () => migrate(),
    "svcLsp.migrateServices": (lens: Lens) => preview.migrate(server.fileAt(lens.uri)),
    "svcLsp.generate": () => generate(server, current),
    "svcLsp.runDev": (lens?: Lens) => runDev(lens),
    "svcLsp.copyEnvironment": (row?: { readonly service?: { readonly name: string } }) => copyEnvironment(row?.service?.name),
    "svcLsp.copyVariable": (row: { readonly copy?: string }) => vscode.env.clipboard.writeText(row.copy ?? ""),
    "svcLsp.actions": () => actions(),
  };

  /** The current file; says so where there is none. */
  async function file(): Promise<vscode.TextDocument | undefined> {
    const document = await current.document();
    if (!document) {
      void vscode.window.showInformationMessage(NO_FILE);
    }
    return document;
  }

  async function addService(): Promise<void> {
    const document = await file();
    if (!document) {
      return;
    }
    await vscode.window.showTextDocument(document);
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    const found = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      document.uri,
      whole,
      "refactor.svcLsp.addService",
    );
    if (found.length === 0) {
      void vscode.window.showInformationMessage("Every folder with a service is already in this file.");
      return;
    }
    const items = found.map((action) => ({ label: withoutIcons(action.title), edit: action.edit }));
    const picked = await vscode.window.showQuickPick(items, { title: "Add a Service" });
    if (picked?.edit) {
      await vscode.workspace.applyEdit(picked.edit);
    }
  }

  async function migrate(): Promise<void> {
    const document = await file();
    if (!document) {
      return;
    }
    await preview.migrate(document.uri);
  }

  function showRequestRouting(test: vscode.TestItem): void {
    current.choose(requests.fileOf(test));
    panel.show({ request: requests.requestOf(test) });
  }

  async function showReferences({ uri, position, locations = [] }: Lens): Promise<void> {
    if (position) {
      await vscode.commands.executeCommand(
        "editor.action.showReferences",
        server.fileAt(uri),
        new vscode.Position(position.line, position.character),
        locations.map(
          ({ uri, range: { start, end } }) =>
            new vscode.Location(server.fileAt(uri), new vscode.Range(start.line, start.character, end.line, end.character)),
        ),
      );
    }
  }

  async function runDev(lens?: Lens): Promise<void> {
    const uri = lens ? server.fileAt(lens.uri) : (await current.document())?.uri;
    const terminal = vscode.window.createTerminal({ name: "vercel dev", ...(uri && { cwd: vscode.Uri.joinPath(uri, "..") }) });
    terminal.show();
    terminal.sendText("vercel dev -L");
  }

  /** The variables of one service, or of all. */
  async function copyEnvironment(service?: string): Promise<void> {
    const document = await file();
    const inspection = document && (await server.inspect(document.uri));
    if (!inspection) {
      return;
    }
    const variables = service === undefined ? inspection.env : Object.fromEntries(variablesOf(inspection, service));
    const count = Object.keys(variables).length;
    if (count === 0) {
      void vscode.window.showInformationMessage(notice(`${service ?? "This vercel.json"} generates no environment variables.`));
      return;
    }
    await vscode.env.clipboard.writeText(asDotEnv(variables));
    void vscode.window.setStatusBarMessage(`Copied ${counted(count, "variable")}`, 3000);
  }

  async function actions(): Promise<void> {
    const hasVariables = Object.keys(inspected.inspection?.env ?? {}).length > 0;
    const copy = ["$(symbol-variable) Copy the environment variables as .env", "svcLsp.copyEnvironment"] as const;
    const items: (readonly [label: string, command: string, parameter?: string])[] = [
      ["$(type-hierarchy) Show routing", "svcLsp.showRouting"],
      ["$(warning) Show problems", "workbench.actions.view.problems"],
      ["$(add) Add a service", "svcLsp.addService"],
      ...(hasVariables ? [copy] : []),
      ["$(refresh) Restart the server", "svcLsp.restart"],
      ["$(output) Show the log", "svcLsp.showOutput"],
      ["$(gear) Open settings", "workbench.action.openSettings", "svcLsp"],
    ];
    const picked = await vscode.window.showQuickPick(
      items.map(([label, command, parameter]) => ({ label, command, parameter })),
      { title: `svc-lsp ${server.found?.version ?? ""}` },
    );
    if (picked) {
      await vscode.commands.executeCommand(picked.command, ...(picked.parameter ? [picked.parameter] : []));
    }
  }

  return [notes, preview, pages, ...Object.entries(commands).map(([name, run]) => vscode.commands.registerCommand(name, run))];
}
