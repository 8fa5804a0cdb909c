// The status bar item: version, source of the server, problems of the current file; a click offers the actions.

import * as vscode from "vscode";

import type { Server } from "./client";
import { isVercelJson } from "./documents";

export class Status implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem("svcLsp.status", vscode.StatusBarAlignment.Right, 100);
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly server: Server) {
    this.item.name = "svc-lsp";
    this.item.command = "svcLsp.actions";
    this.subscriptions = [
      this.item,
      server.onDidChange(() => this.show()),
      vscode.window.onDidChangeActiveTextEditor(() => this.show()),
      vscode.languages.onDidChangeDiagnostics(() => this.show()),
    ];
    this.show();
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private show(): void {
    const document = vscode.window.activeTextEditor?.document;
    if (!document || !isVercelJson(document)) {
      this.item.hide();
      return;
    }
    const { found, failure, running } = this.server;
    const problems = vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === "svc-lsp");
    const count = (severity: vscode.DiagnosticSeverity) => problems.filter((problem) => problem.severity === severity).length;
    const errors = count(vscode.DiagnosticSeverity.Error);
    const warnings = count(vscode.DiagnosticSeverity.Warning);
    const icon = failure ? "$(error)" : running ? (errors > 0 ? "$(error)" : warnings > 0 ? "$(warning)" : "$(check)") : "$(sync~spin)";
    this.item.text = `${icon} svc-lsp${errors + warnings > 0 ? ` ${errors + warnings}` : ""}`;
    this.item.tooltip = failure ?? [
      found ? `svc-lsp ${found.version}, ${found.source === "bundled" ? "from the extension" : `from ${found.command}`}` : "svc-lsp is starting",
      `${errors} error${errors === 1 ? "" : "s"}, ${warnings} warning${warnings === 1 ? "" : "s"} in this file`,
    ].join("\n");
    this.item.backgroundColor = failure ? new vscode.ThemeColor("statusBarItem.errorBackground") : undefined;
    this.item.show();
  }
}
