// The extension: finds and starts the server, and shows what it says beyond the protocol. No rule lives here.

import * as vscode from "vscode";

import { Server } from "./client";
import { registerCommands } from "./commands";
import { CurrentFile } from "./documents";
import { RoutingPanel } from "./routing/panel";
import { ServicesView } from "./services/view";
import { Status } from "./status";

export function activate(context: vscode.ExtensionContext): void {
  const begun = performance.now();
  const output = vscode.window.createOutputChannel("svc-lsp", { log: true });
  const server = new Server(context, output);
  const current = new CurrentFile();
  const panel = new RoutingPanel(context, server, current);
  context.subscriptions.push(
    output,
    server,
    current,
    panel,
    new Status(server),
    new ServicesView(server, current),
    ...registerCommands({ server, current, panel, output }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("svcLsp.server.path")) {
        void server.restart();
      }
    }),
    server.onDidChange(() => void vscode.commands.executeCommand("setContext", "svcLsp.failed", server.failure !== undefined)),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void server.restart()),
  );
  void vscode.commands.executeCommand("setContext", "svcLsp.active", true);
  const milliseconds = () => Math.round(performance.now() - begun);
  // Don't await the server, so that VS Code can go on opening the window.
  void server.start().then(() => output.info(`the server was ready ${milliseconds()} ms after activation began`));
  output.info(`activated in ${milliseconds()} ms`);
}
