// Finds and starts the server, and shows what it says beyond the protocol. No rule lives here.

import * as vscode from "vscode";

import { offerAssociation } from "./association";
import { Server } from "./client";
import { registerCommands } from "./commands";
import { CurrentFile } from "./documents";
import { Inspected } from "./inspected";
import type { Platform } from "./platform";
import { RequestTests } from "./requests";
import { RoutingPanel } from "./routing/panel";
import { ServicesView } from "./services/view";
import { Status } from "./status";

export function start(context: vscode.ExtensionContext, platform: Platform): void {
  const begun = performance.now();
  const output = vscode.window.createOutputChannel("svc-lsp", { log: true });
  const server = new Server(platform, output);
  const current = new CurrentFile(server);
  const inspected = new Inspected(server, current);
  const requests = new RequestTests(server);
  const panel = new RoutingPanel(context, server, inspected, (uri, request) => requests.add(uri, request));
  context.subscriptions.push(
    output,
    server,
    current,
    inspected,
    requests,
    panel,
    new Status(server),
    new ServicesView(inspected, context.workspaceState),
    ...registerCommands({ server, current, inspected, panel, requests, output }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("svcLsp.server.path")) {
        void server.restart();
      }
    }),
    server.onDidChange(() => setContext("failed", server.failure !== undefined)),
    inspected.onDidChange(() => setContexts(inspected)),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void server.restart()),
    offerAssociation(server, context.globalState),
  );
  setContext("active", true);
  const milliseconds = () => Math.round(performance.now() - begun);
  // Don't await the server, so that VS Code can go on opening the window.
  void server.start().then(() => output.info(`the server was ready ${milliseconds()} ms after activation began`));
  output.info(`activated in ${milliseconds()} ms`);
}

/** Tells the menus which commands make sense for the current file. */
function setContexts({ document, inspection }: Inspected): void {
  const model = inspection?.model ?? null;
  setContext("hasFile", document !== undefined);
  setContext("hasNoFile", document === undefined);
  setContext("hasNoServices", inspection !== undefined && inspection.declared.length === 0);
  setContext("hasServices", model !== null);
  setContext("canMigrate", model !== null && model !== "services");
  setContext("hasVariables", Object.keys(inspection?.env ?? {}).length > 0);
}

function setContext(name: string, value: boolean): void {
  void vscode.commands.executeCommand("setContext", `svcLsp.${name}`, value);
}
