// What Vercel makes of the current file's project: asked once for everything that shows it.

import * as vscode from "vscode";

import type { Server } from "./client";
import type { CurrentFile } from "./documents";
import { type Inspection, whileBroken } from "./inspection";

export class Inspected implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable[];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asked = 0;
  /** Fires when there is another picture of the project, or another file. */
  readonly onDidChange = this.changed.event;
  /** The file that the picture is of. */
  document: vscode.TextDocument | undefined;
  inspection: Inspection | undefined;

  constructor(
    private readonly server: Server,
    private readonly current: CurrentFile,
  ) {
    this.subscriptions = [
      this.changed,
      server.onDidChange(() => this.askSoon()),
      current.onDidChange(() => this.askSoon()),
      vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration("svcLsp") && this.askSoon()),
      // They also change with files that no editor shows.
      vscode.languages.onDidChangeDiagnostics(({ uris }) => {
        if (uris.some((uri) => uri.toString() === current.uri?.toString())) {
          this.askSoon();
        }
      }),
    ];
  }

  dispose(): void {
    clearTimeout(this.timer);
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  /** One request for a burst of changes. */
  private askSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.ask(), 150);
  }

  private async ask(): Promise<void> {
    const turn = ++this.asked;
    const document = await this.current.document();
    const now = document && (await this.server.inspect(document.uri));
    if (turn !== this.asked) {
      return; // A later request has the answer.
    }
    const last = document?.uri.toString() === this.document?.uri.toString() ? this.inspection : undefined;
    this.document = document;
    this.inspection = now && whileBroken(now, last);
    this.changed.fire();
  }
}
