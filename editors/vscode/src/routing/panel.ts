// The routing panel: a picture of which request goes to which service. It follows the file as it is typed.

import { randomBytes } from "node:crypto";
import * as vscode from "vscode";

import type { Server } from "../client";
import type { CurrentFile } from "../documents";
import { type Inspection, whileBroken } from "../inspection";
import { showService } from "../places";
import type { FromPage, ToPage } from "./messages";

export class RoutingPanel implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private subscriptions: vscode.Disposable[] = [];
  private timer: NodeJS.Timeout | undefined;
  private last: Inspection | undefined;
  /** The service that the person asked for, until the page was told. */
  private asked: string | undefined;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly server: Server,
    private readonly current: CurrentFile,
  ) {}

  /** Opens the panel, or brings it to the front, at a service if one is named. */
  show(service?: string): void {
    this.asked = service;
    if (this.panel) {
      this.panel.reveal(undefined, service === undefined);
      this.sendSoon();
      return;
    }
    const folders = ["dist", "media"].map((name) => vscode.Uri.joinPath(this.context.extensionUri, name));
    const panel = vscode.window.createWebviewPanel(
      "svcLsp.routing",
      "Routing",
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: service === undefined },
      { enableScripts: true, localResourceRoots: folders, retainContextWhenHidden: false },
    );
    this.panel = panel;
    const icon = (theme: string) => vscode.Uri.joinPath(this.context.extensionUri, "images", `services-${theme}.svg`);
    panel.iconPath = { light: icon("light"), dark: icon("dark") };
    this.subscriptions = [
      panel.webview.onDidReceiveMessage((message: FromPage) => this.receive(message)),
      this.current.onDidChange(() => this.sendSoon()),
      this.server.onDidChange(() => this.sendSoon()),
      vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration("svcLsp") && this.sendSoon()),
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
    this.last = undefined;
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
      case "route":
        this.post({
          type: "route",
          path: message.path,
          route: (document && (await this.server.route(document.uri, message.path))) ?? null,
        });
        break;
    }
  }

  /** One request for a burst of changes. */
  private sendSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.send(), 150);
  }

  private async send(): Promise<void> {
    const document = await this.current.document();
    const now = document && (await this.server.inspect(document.uri));
    const inspection = now && whileBroken(now, this.last);
    this.last = inspection;
    this.post({
      type: "picture",
      file: document ? vscode.workspace.asRelativePath(document.uri) : "",
      host: vscode.workspace.getConfiguration("svcLsp", document?.uri).get("deploymentHost") || "your-deploy.vercel.app",
      inspection: inspection ?? null,
      failure: this.server.failure ?? null,
      service: this.asked ?? null,
    });
    this.asked = undefined;
  }

  private post(message: ToPage): void {
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
    <form id="try" role="search" hidden>
      <label for="path">Enter a path to see which service answers it</label>
      <div class="address">
        <span id="host" aria-hidden="true"></span>
        <input id="path" type="text" placeholder="/api/users?page=2" spellcheck="false" autocomplete="off" aria-describedby="answer">
      </div>
      <div id="answer" role="status" aria-live="polite"></div>
    </form>
  </header>
  <main>
    <section hidden aria-label="Vercel rejects"><ul id="refusals"></ul></section>
    <p id="empty" hidden></p>
    <section hidden aria-label="Routing">
      <p class="start">The first match from the top wins.</p>
      <ol id="rows" aria-label="Routes in matching order"></ol>
    </section>
    <section hidden><h2>Not reached by a path</h2><ul id="others"></ul></section>
  </main>
  <script nonce="${nonce}" src="${asset("dist", "routing.js").toString()}"></script>
</body>
</html>`;
  }
}
