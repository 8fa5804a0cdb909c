// The language client: one server for the window, found, started, restarted and watched.

import * as vscode from "vscode";
import {
  CloseAction,
  type CloseHandlerResult,
  type DocumentSelector,
  ErrorAction,
  LanguageClient,
  State,
} from "vscode-languageclient/node";

import { type Found, find } from "./binary";
import { CrashLimit } from "./crashes";
import type { Inspection } from "./inspection";
import { Restarts } from "./restarts";

/**
 * Files named vercel.json: under our own language, or mapped back to `json` by the user. Virtual file systems are left out:
 * the server can't read the project around such a file, and would report what it only can't see.
 */
const SELECTOR: DocumentSelector = ["file", "untitled"].flatMap((scheme) => [
  { scheme, language: "vercel-json" },
  { scheme, pattern: "**/vercel.json" },
]);

export class Server implements vscode.Disposable {
  private client: LanguageClient | undefined;
  private readonly crashes = new CrashLimit(5, 3 * 60_000);
  private readonly restarts = new Restarts(() => this.startAgain());
  private readonly changed = new vscode.EventEmitter<void>();

  /** Fires when the server starts, stops or fails. */
  readonly onDidChange = this.changed.event;
  found: Found | undefined;
  failure: string | undefined;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly output: vscode.LogOutputChannel,
  ) {}

  get running(): boolean {
    return this.client?.state === State.Running;
  }

  start(): Promise<void> {
    return this.restarts.request();
  }

  restart(): Promise<void> {
    this.crashes.forget();
    return this.restarts.request();
  }

  /** What Vercel makes of the project of this file; `undefined` while the server can't say. */
  async inspect(uri: vscode.Uri): Promise<Inspection | undefined> {
    return this.request<Inspection>("svcLsp/inspect", { textDocument: { uri: uri.toString() } });
  }

  /** Sends a request; `undefined` while no server runs or if it does not know the file. */
  async request<Answer>(method: string, params: unknown): Promise<Answer | undefined> {
    if (!this.client || !this.running) {
      return undefined;
    }
    try {
      return (await this.client.sendRequest<Answer | null>(method, params)) ?? undefined;
    } catch (error) {
      this.output.debug(`${method}: ${String(error)}`);
      return undefined;
    }
  }

  async dispose(): Promise<void> {
    this.changed.dispose();
    await this.client?.dispose();
  }

  private async startAgain(): Promise<void> {
    const old = this.client;
    this.client = undefined;
    await old?.dispose().catch((error: unknown) => this.output.debug(`stop: ${String(error)}`));
    try {
      this.found = await find({
        setting: vscode.workspace.getConfiguration("svcLsp").get<string>("server.path", ""),
        trusted: vscode.workspace.isTrusted,
        extensionFolder: this.context.extensionPath,
        platform: process.platform,
      });
      this.output.info(`svc-lsp ${this.found.version} (${this.found.source}): ${this.found.command}`);
      this.client = this.makeClient(this.found.command);
      this.client.onDidChangeState(() => this.changed.fire());
      await this.client.start();
      this.failure = undefined;
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
      this.output.error(this.failure);
      void this.tell(this.failure);
    }
    this.changed.fire();
  }

  private makeClient(command: string): LanguageClient {
    return new LanguageClient(
      "svcLsp",
      "svc-lsp",
      { command, args: ["--stdio"] },
      {
        documentSelector: SELECTOR,
        outputChannel: this.output,
        synchronize: { configurationSection: "svcLsp" },
        initializationOptions: vscode.workspace.getConfiguration("svcLsp"),
        markdown: { isTrusted: false, supportHtml: false },
        errorHandler: {
          error: () => ({ action: ErrorAction.Continue }),
          closed: () => this.closed(),
        },
      },
    );
  }

  private closed(): CloseHandlerResult {
    if (this.crashes.add(Date.now())) {
      return { action: CloseAction.Restart, handled: true };
    }
    this.failure = "The svc-lsp server stopped five times within three minutes and stays stopped.";
    this.changed.fire();
    void this.tell(this.failure);
    return { action: CloseAction.DoNotRestart, handled: true };
  }

  private async tell(message: string): Promise<void> {
    const choice = await vscode.window.showErrorMessage(message, "Open Log", "Restart");
    if (choice === "Open Log") {
      this.output.show();
    } else if (choice === "Restart") {
      await this.restart();
    }
  }
}
