// The problems of each service, as decorations in the services view.

import * as vscode from "vscode";

import type { Place } from "../places";
import { counted } from "../wording";

interface Problems {
  readonly errors: number;
  readonly warnings: number;
}

/** The address that stands for a service of a file in the view. */
export function addressOf(file: vscode.Uri, service: string): vscode.Uri {
  return vscode.Uri.from({ scheme: "svc-lsp-service", path: `/${service}`, query: file.toString() });
}

export class ServiceProblems implements vscode.FileDecorationProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeFileDecorations = this.changed.event;
  // After the event: VS Code subscribes to it as it registers.
  private readonly registration = vscode.window.registerFileDecorationProvider(this);
  private problems = new Map<string, Problems>();

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }

  /** Takes the findings of the file anew. */
  take(file: vscode.Uri, places: ReadonlyMap<string, Place>): void {
    const findings = vscode.languages.getDiagnostics(file).filter(({ source }) => source === "svc-lsp");
    this.problems = new Map(
      [...places].map(([service, { whole }]) => {
        const count = (severity: vscode.DiagnosticSeverity) =>
          findings.filter((finding) => finding.severity === severity && whole.contains(finding.range)).length;
        return [
          addressOf(file, service).toString(),
          { errors: count(vscode.DiagnosticSeverity.Error), warnings: count(vscode.DiagnosticSeverity.Warning) },
        ];
      }),
    );
    this.changed.fire(undefined);
  }

  /** The number of problems in words; empty where there are none. */
  words(address: vscode.Uri): string {
    const { errors, warnings } = this.problems.get(address.toString()) ?? { errors: 0, warnings: 0 };
    return errors + warnings > 0 ? counted(errors + warnings, "problem") : "";
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    const { errors, warnings } = this.problems.get(uri.toString()) ?? { errors: 0, warnings: 0 };
    const total = errors + warnings;
    if (total === 0) {
      return undefined;
    }
    return new vscode.FileDecoration(
      total > 9 ? "9+" : String(total),
      `${counted(total, "problem")} in this service`,
      new vscode.ThemeColor(errors > 0 ? "list.errorForeground" : "list.warningForeground"),
    );
  }
}
