// The language client: one server for the window, found, started, restarted and watched.

import * as vscode from "vscode";
import {
  type BaseLanguageClient,
  type ClientCapabilities,
  CloseAction,
  type CloseHandlerResult,
  type DocumentSelector,
  ErrorAction,
  type FeatureState,
  RevealOutputChannelOn,
  State,
  type StaticFeature,
} from "vscode-languageclient";

import { CrashLimit } from "./crashes";
import type { Generated } from "./generate";
import type { Inspection } from "./inspection";
import type { Found, Platform } from "./platform";
import { Restarts } from "./restarts";
import type { FileTests } from "./requests";
import type { Request, Route } from "./route";
import type { RulePage } from "./rules";
import { notice } from "./wording";

/** Files named vercel.json: under our own language, or mapped back to `json` by the user. The status bar says where one is left out. */
function selector(schemes: readonly string[]): DocumentSelector {
  return schemes.flatMap((scheme) => [
    { scheme, language: "vercel-json" },
    { scheme, pattern: "**/{vercel.json,svc-lsp.jsonc}" },
  ]);
}

/** The commands of ours that code lenses and code actions may start: what nobody runs, the server does not offer. */
const COMMANDS = [
  "svcLsp.explainRule",
  "svcLsp.migrateServices",
  "svcLsp.runDev",
  "svcLsp.showNotes",
  "svcLsp.showReferences",
  "svcLsp.showRouting",
];

class ClientCommands implements StaticFeature {
  constructor(private readonly commands: readonly string[]) {}

  fillClientCapabilities(capabilities: ClientCapabilities): void {
    capabilities.experimental = { ...(capabilities.experimental as object | undefined), commands: { commands: this.commands } };
  }
  initialize(): void {}
  getState(): FeatureState {
    return { kind: "static" };
  }
  clear(): void {}
}

export class Server implements vscode.Disposable {
  private client: BaseLanguageClient | undefined;
  private readonly crashes = new CrashLimit(5, 3 * 60_000);
  /** The client whose server has ended by itself: two places may notice it. */
  private crashed: BaseLanguageClient | undefined;
  private readonly restarts = new Restarts(() => this.startAgain());
  private readonly changed = new vscode.EventEmitter<void>();

  /** Fires when the server starts, stops or fails. */
  readonly onDidChange = this.changed.event;
  found: Found | undefined;
  failure: string | undefined;

  constructor(
    private readonly platform: Platform,
    private readonly output: vscode.LogOutputChannel,
  ) {}

  /** How the server spells the address of a file. */
  addressOf(uri: vscode.Uri): string {
    return this.platform.addresses.code2Protocol(uri);
  }

  /** The file at an address of the server's. */
  fileAt(address: string): vscode.Uri {
    return this.platform.addresses.protocol2Code(address);
  }

  /** Why the server leaves a document alone; `undefined` where it serves it. */
  notServed({ uri }: Pick<vscode.TextDocument, "uri">): string | undefined {
    const { schemes, whyNoOthers } = this.platform;
    return schemes.includes(uri.scheme) ? undefined : `This file is in a virtual file system (${uri.scheme}). ${whyNoOthers}`;
  }

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
    return this.request<Inspection>("svcLsp/inspect", { textDocument: { uri: this.addressOf(uri) } });
  }

  /** Who answers a request for this path of the project of this file; `undefined` while the server can't say. */
  async route(uri: vscode.Uri, request: Request): Promise<Route | undefined> {
    return this.request<Route>("svcLsp/route", { textDocument: { uri: this.addressOf(uri) }, ...request });
  }

  /** The request tests of the workspace's files; `undefined` while the server can't say. */
  async requestTests(): Promise<readonly FileTests[] | undefined> {
    return this.request<readonly FileTests[]>("svcLsp/requestTests", {});
  }

  /** The request tests of a file with their results; `undefined` where there are none or the server can't say. */
  async runRequestTests(uri: vscode.Uri): Promise<FileTests | undefined> {
    return this.request<FileTests>("svcLsp/runRequestTests", { textDocument: { uri: this.addressOf(uri) } });
  }

  /** The edit that adds a request test to a file's `svc-lsp.jsonc`. Rejects with the reason where there can be none. */
  async addRequestTest(uri: vscode.Uri, request: Request): Promise<vscode.WorkspaceEdit | undefined> {
    const client = this.runningClient();
    type Edit = Parameters<typeof client.protocol2CodeConverter.asWorkspaceEdit>[0];
    const edit = await client.sendRequest<Edit>("svcLsp/addRequestTest", { textDocument: { uri: this.addressOf(uri) }, ...request });
    return client.protocol2CodeConverter.asWorkspaceEdit(edit);
  }

  /** The page of a rule; `undefined` where there is no such rule, or the server has no pages. */
  async rulePage(code: string): Promise<RulePage | undefined> {
    return this.request<RulePage>("svcLsp/rulePage", { code });
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

  /** How many rules the server checks, and which version of Vercel's CLI it follows, if it says so. */
  get about(): { readonly rules?: number; readonly vercelCli?: string } {
    return this.client?.initializeResult?.capabilities.experimental ?? {};
  }

  async dispose(): Promise<void> {
    this.changed.dispose();
    await this.client?.dispose();
  }

  private runningClient(): BaseLanguageClient {
    if (!this.client || !this.running) {
      throw new Error("The svc-lsp server isn't running.");
    }
    return this.client;
  }

  private async startAgain(): Promise<void> {
    const old = this.client;
    this.client = undefined;
    await old?.dispose().catch((error: unknown) => this.output.debug(`stop: ${String(error)}`));
    try {
      this.found = await this.platform.find(this.output);
      for (const failure of this.found.failures) {
        this.output.info(`not started: ${failure}`);
      }
      this.client = this.makeClient(this.found);
      this.client.registerFeature(new ClientCommands(COMMANDS.filter((command) => this.platform.hasTerminal || command !== "svcLsp.runDev")));
      this.client.onDidChangeState(() => this.changed.fire());
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
      this.output.error(this.failure);
      void this.tell(this.failure);
      this.changed.fire();
      return;
    }
    const { client } = this;
    try {
      await client.start();
      this.failure = undefined;
      this.changed.fire();
    } catch (error) {
      // A server that ends while it starts is a crash like any other, whoever notices it first.
      this.output.error(String(error));
      this.closed(client);
    }
  }

  private makeClient(found: Found): BaseLanguageClient {
    const { addresses, schemes } = this.platform;
    const client: BaseLanguageClient = found.client({
      documentSelector: selector(schemes),
      uriConverters: addresses,
      outputChannel: this.output,
      // A request that failed is in the log; whatever sent the request shows the user a message.
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      synchronize: { configurationSection: "svcLsp" },
      initializationOptions: vscode.workspace.getConfiguration("svcLsp"),
      markdown: { isTrusted: false, supportHtml: false },
      // A server that ends before it has answered is a crash like any other: `startAgain` logs it, and `closed` reports it.
      initializationFailedHandler: () => false,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => this.closed(client),
      },
    });
    return client;
  }

  /** The server ended by itself. It is started again as at first, so that what fails then is told in the same words. */
  private closed(client: BaseLanguageClient): CloseHandlerResult {
    const left = { action: CloseAction.DoNotRestart, handled: true };
    // What was noticed already, or of a server that another one has replaced.
    if (client === this.crashed || client !== this.client) {
      return left;
    }
    this.crashed = client;
    if (this.crashes.add(Date.now())) {
      void this.restarts.request();
      return left;
    }
    this.failure = "The svc-lsp server stopped five times in three minutes and won't be restarted.";
    this.changed.fire();
    void this.tell(this.failure);
    return left;
  }

  private async tell(message: string): Promise<void> {
    const choice = await vscode.window.showErrorMessage(notice(message), "Show the Log", "Restart");
    if (choice === "Show the Log") {
      this.output.show();
    } else if (choice === "Restart") {
      await this.restart();
    }
  }
}
