// The language client: one server for the window, found, started, restarted and watched.

import * as vscode from "vscode";
import {
  type ClientCapabilities,
  CloseAction,
  type CloseHandlerResult,
  type DocumentSelector,
  ErrorAction,
  type FeatureState,
  LanguageClient,
  State,
  type StaticFeature,
} from "vscode-languageclient/node";

import { type Found, find } from "./binary";
import { CrashLimit } from "./crashes";
import type { Generated } from "./generate";
import type { Inspection } from "./inspection";
import { Restarts } from "./restarts";
import type { Route } from "./route";

/**
 * Files named vercel.json: under our own language, or mapped back to `json` by the user. Virtual file systems (`vscode-vfs`) are
 * left out: the server can't read the project around such a file, and would report what it only can't see. The status bar says so.
 */
const SELECTOR: DocumentSelector = ["file", "untitled"].flatMap((scheme) => [
  { scheme, language: "vercel-json" },
  { scheme, pattern: "**/vercel.json" },
]);

/** The commands of ours that code lenses may start: what nobody runs, the server does not offer. */
const COMMANDS = ["svcLsp.runDev", "svcLsp.showReferences", "svcLsp.showRouting"];

class ClientCommands implements StaticFeature {
  fillClientCapabilities(capabilities: ClientCapabilities): void {
    capabilities.experimental = { ...(capabilities.experimental as object | undefined), commands: { commands: COMMANDS } };
  }
  initialize(): void {}
  getState(): FeatureState {
    return { kind: "static" };
  }
  clear(): void {}
}

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

  /** Who answers a request for this path of the project of this file; `undefined` while the server can't say. */
  async route(uri: vscode.Uri, url: string): Promise<Route | undefined> {
    return this.request<Route>("svcLsp/route", { textDocument: { uri: uri.toString() }, url });
  }

  /** Sends a request; `undefined` while no server runs or if it does not know the file. */
  private async request<Answer>(method: string, params: unknown): Promise<Answer | undefined> {
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

  /** The configuration that Vercel would infer for this file or folder. Rejects with the reason where there can be none. */
  async generate(place: { readonly textDocument: { readonly uri: string } } | { readonly folder: { readonly uri: string } }): Promise<Generated | null> {
    return this.runningClient().sendRequest<Generated | null>("svcLsp/generate", place);
  }

  /** Runs a command on the server. Rejects with its reason. */
  async execute(command: string, argument: unknown): Promise<void> {
    await this.runningClient().sendRequest("workspace/executeCommand", { command, arguments: [argument] });
  }

  /** How many rules the server checks, if it says so. */
  get rules(): number | undefined {
    const told = this.client?.initializeResult?.capabilities.experimental as { readonly rules?: number } | undefined;
    return told?.rules;
  }

  async dispose(): Promise<void> {
    this.changed.dispose();
    await this.client?.dispose();
  }

  private runningClient(): LanguageClient {
    if (!this.client || !this.running) {
      throw new Error("The svc-lsp server does not run.");
    }
    return this.client;
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
      this.client.registerFeature(new ClientCommands());
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
