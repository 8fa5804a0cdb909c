// The routing panel: a picture of which request goes to which service. It follows the file as it is typed.

import * as vscode from "vscode";

import type { Server } from "../client";
import type { Inspected } from "../inspected";
import { showService } from "../places";
import type { Request } from "../route";
import { MARKUP } from "./markup";
import type { FromPage, ToPage } from "./messages";

/** What the person wants to see in the panel. */
export interface Wanted {
  readonly service?: string | undefined;
  readonly request?: Request | undefined;
}

export class RoutingPanel implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private subscriptions: vscode.Disposable[] = [];
  /** What the person asked for, until the page was told. */
  private wanted: Wanted = {};
  /** Whether the page listens. */
  private isReady = false;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly server: Server,
    private readonly inspected: Inspected,
    private readonly addTest: (uri: vscode.Uri, request: Request) => Promise<void>,
  ) {}

  /** Opens the panel, or brings it to the front, at a service or request if one is named. */
  show(wanted: Wanted = {}): void {
    this.wanted = wanted;
    if (this.panel) {
      this.panel.reveal(undefined, wanted.service === undefined);
      this.send();
      return;
    }
    const folders = ["dist", "media"].map((name) => vscode.Uri.joinPath(this.context.extensionUri, name));
    const panel = vscode.window.createWebviewPanel(
      "svcLsp.routing",
      "Routing",
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: wanted.service === undefined },
      { enableScripts: true, localResourceRoots: folders, retainContextWhenHidden: false },
    );
    this.panel = panel;
    const icon = (theme: string) => vscode.Uri.joinPath(this.context.extensionUri, "images", `services-${theme}.svg`);
    panel.iconPath = { light: icon("light"), dark: icon("dark") };
    this.subscriptions = [
      panel.webview.onDidReceiveMessage((message: FromPage) => this.receive(message)),
      this.inspected.onDidChange(() => this.send()),
    ];
    panel.onDidDispose(() => this.forget());
    panel.webview.html = this.page(panel.webview);
  }

  dispose(): void {
    this.panel?.dispose();
    this.forget();
  }

  private forget(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
    this.subscriptions = [];
    this.panel = undefined;
    this.isReady = false;
  }

  private async receive(message: FromPage): Promise<void> {
    const uri = this.inspected.document?.uri;
    switch (message.type) {
      case "ready":
        this.isReady = true;
        this.send();
        break;
      case "show":
        if (uri) {
          await showService(uri, message.service);
        }
        break;
      case "route": {
        const { request } = message;
        this.post({ type: "route", request, route: (uri && (await this.server.route(uri, request))) ?? null });
        break;
      }
      case "addTest":
        if (uri) {
          await this.addTest(uri, message.request);
        }
        break;
    }
  }

  private send(): void {
    if (!this.isReady) {
      return;
    }
    const { document, inspection } = this.inspected;
    this.post({
      type: "picture",
      file: document ? vscode.workspace.asRelativePath(document.uri) : "",
      host: vscode.workspace.getConfiguration("svcLsp", document?.uri).get("deploymentHost") || "your-deploy.vercel.app",
      inspection: inspection ?? null,
      failure: this.server.failure ?? null,
      service: this.wanted.service ?? null,
      request: this.wanted.request ?? null,
    });
    this.wanted = {};
  }

  private post(message: ToPage): void {
    void this.panel?.webview.postMessage(message);
  }

  private page(webview: vscode.Webview): string {
    const nonce = crypto.randomUUID();
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
  ${MARKUP}
  <script nonce="${nonce}" src="${asset("dist", "routing.js").toString()}"></script>
</body>
</html>`;
  }
}
