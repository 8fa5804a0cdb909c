// The routing panel: a picture of which request goes to which service. It follows the file as it is typed.

import { randomBytes } from "node:crypto";
import * as vscode from "vscode";

import type { Server } from "../client";
import type { CurrentFile } from "../documents";
import { showService } from "../places";
import type { FromPage, ToPage } from "./messages";

export class RoutingPanel implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private subscriptions: vscode.Disposable[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly server: Server,
    private readonly current: CurrentFile,
  ) {}

  show(): void {
    if (this.panel) {
      this.panel.reveal(undefined, true);
      return;
    }
    const folders = ["dist", "media"].map((name) => vscode.Uri.joinPath(this.context.extensionUri, name));
    const panel = vscode.window.createWebviewPanel(
      "svcLsp.routing",
      "Routing",
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      { enableScripts: true, localResourceRoots: folders, retainContextWhenHidden: false },
    );
    this.panel = panel;
    this.subscriptions = [
      panel.webview.onDidReceiveMessage((message: FromPage) => this.receive(message)),
      this.current.onDidChange(() => this.sendSoon()),
      this.server.onDidChange(() => this.sendSoon()),
      vscode.workspace.onDidSaveTextDocument(() => this.sendSoon()),
    ];
    panel.onDidDispose(() => this.forget());
    panel.webview.html = this.page(panel.webview);
  }

  dispose(): void {
    this.panel?.dispose();
    this.forget();
  }

  private forget(): void {
    clearTimeout(this.timer);
    vscode.Disposable.from(...this.subscriptions).dispose();
    this.subscriptions = [];
    this.panel = undefined;
  }

  private async receive(message: FromPage): Promise<void> {
    const document = await this.current.document();
    switch (message.type) {
      case "ready":
        await this.send();
        break;
      case "show":
        if (document) {
          await showService(document.uri, message.service);
        }
        break;
    }
  }

  private sendSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.send(), 150);
  }

  private async send(): Promise<void> {
    const document = await this.current.document();
    const inspection = document && (await this.server.inspect(document.uri));
    const file = document ? vscode.workspace.asRelativePath(document.uri) : "";
    const message: ToPage = { file, inspection: inspection ?? null };
    void this.panel?.webview.postMessage(message);
  }

  private page(webview: vscode.Webview): string {
    const nonce = randomBytes(16).toString("base64url");
    const asset = (...names: string[]) => webview.asWebviewUri(vscode.Uri.joinPath(this.context.extensionUri, ...names));
    return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <link rel="stylesheet" href="${asset("media", "routing.css").toString()}">
  <title>Routing</title>
</head>
<body>
  <header>
    <h1>Routing <small id="file"></small></h1>
  </header>
  <main>
    <p id="empty" hidden></p>
    <ol id="rows" aria-label="Requests in routing order"></ol>
    <section id="others" hidden><h2>Not reached by a path</h2><ul></ul></section>
  </main>
  <script nonce="${nonce}" src="${asset("dist", "routing.js").toString()}"></script>
</body>
</html>`;
  }
}
