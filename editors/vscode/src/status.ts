// The status bar item: whether the server serves the current file and what it found there; a click offers the actions.

import * as vscode from "vscode";

import type { Server } from "./client";
import { isVercelJson } from "./documents";
import { counted } from "./wording";

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
      vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration("svcLsp") && this.show()),
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
    const { failure, running } = this.server;
    const reason = this.server.notServed(document);
    const problems = vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === "svc-lsp");
    const count = (severity: vscode.DiagnosticSeverity) => problems.filter((problem) => problem.severity === severity).length;
    const errors = count(vscode.DiagnosticSeverity.Error);
    const warnings = count(vscode.DiagnosticSeverity.Warning);
    const worst = errors > 0 ? "$(error)" : warnings > 0 ? "$(warning)" : "$(check)";
    const icon = failure ? "$(error)" : reason ? "$(circle-slash)" : running ? worst : "$(sync~spin)";
    this.item.text = `${icon} svc-lsp${errors + warnings > 0 ? ` ${errors + warnings}` : ""}`;
    this.item.accessibilityInformation = {
      label: `svc-lsp, ${failure ?? reason ?? `${counted(errors, "error")}, ${counted(warnings, "warning")}`}`,
    };
    this.item.tooltip = failure ?? reason ?? this.tooltip(errors, warnings, document.uri);
    this.item.backgroundColor = failure ? new vscode.ThemeColor("statusBarItem.errorBackground") : undefined;
    this.item.show();
  }

  private tooltip(errors: number, warnings: number, uri: vscode.Uri): string {
    const { found } = this.server;
    const { rules, vercelCli } = this.server.about;
    if (!found) {
      return "svc-lsp is starting";
    }
    const changed = Object.keys(vscode.workspace.getConfiguration("svcLsp", uri).get<object>("rules", {})).length;
    return [
      `${counted(errors, "error")}, ${counted(warnings, "warning")} in this file`,
      ...(rules ? [`${counted(rules, "rule")}${changed > 0 ? `, ${changed} changed in your settings` : ""}`] : []),
      `svc-lsp ${found.version}, ${found.where}`,
      ...(vercelCli ? [`Follows Vercel CLI ${vercelCli}`] : []),
    ].join("\n");
  }
}
