// The requests of svc-lsp.jsonc in the Testing view.

import * as vscode from "vscode";

import type { Server } from "./client";
import { type Request, detailsInWords } from "./route";
import { notice, plain } from "./wording";

/** What the request `svcLsp/requestTests` answers for a vercel.json; `svcLsp/runRequestTests` adds the results. */
export interface FileTests {
  readonly textDocument: { readonly uri: string };
  readonly options: { readonly uri: string };
  readonly tests: readonly RequestTest[];
}

export interface RequestTest {
  readonly expected: Expected;
  readonly range: LspRange;
  readonly result?: {
    readonly passed: boolean;
    readonly differences: readonly string[];
    readonly summary: string | null;
    readonly rule: { readonly title: string; readonly location: { readonly range: LspRange } | null } | null;
  };
}

export interface Expected {
  readonly request: string;
  readonly method?: string;
  readonly host?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly service?: string;
  readonly received?: string;
  readonly file?: string;
  readonly redirect?: string;
  readonly proxy?: string;
  readonly status?: number;
}

interface LspRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

const FILES = "**/{vercel.json,svc-lsp.jsonc}";
const IS_CONFIG = /(^|\/)vercel\.json$/;
const IS_OPTIONS = /(^|\/)svc-lsp\.jsonc$/;

/** The request of a test, as the routing panel takes it. */
export function requestOf({ request, method, host, headers }: Expected): Request {
  return { url: request, ...(method && { method }), ...(host && { host }), ...(headers && { headers }) };
}

/** What a test expects, in a few words. */
export function expectedInWords({ service, received, file, redirect, proxy, status }: Expected): string {
  const target = service ?? file ?? redirect ?? proxy ?? received;
  return [target && `→ ${target}`, status && String(status)].filter(Boolean).join(", ");
}

export class RequestTests implements vscode.Disposable {
  /** Made with the first test: without tests, there is nothing to see in the Testing view. */
  private controller: vscode.TestController | undefined;
  private readonly subscriptions: vscode.Disposable[];
  private readonly expected = new WeakMap<vscode.TestItem, Expected>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly server: Server) {
    const watcher = vscode.workspace.createFileSystemWatcher(FILES);
    const changed = (uri: vscode.Uri) => this.changed(uri);
    this.subscriptions = [
      watcher,
      watcher.onDidCreate(() => this.refreshSoon()),
      watcher.onDidDelete(() => this.refreshSoon()),
      watcher.onDidChange(changed),
      server.onDidChange(() => this.refreshSoon()),
      vscode.workspace.onDidChangeTextDocument(({ document }) => changed(document.uri)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => changed(uri)),
    ];
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.controller?.dispose();
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  /** The request of a test; `undefined` for a whole file. */
  requestOf(item: vscode.TestItem): Request | undefined {
    const expected = this.expected.get(item);
    return expected && requestOf(expected);
  }

  /** The `vercel.json` that a test is about. */
  fileOf(item: vscode.TestItem): vscode.Uri {
    return vscode.Uri.parse((item.parent ?? item).id);
  }

  /** Adds a request with its answer of today to svc-lsp.jsonc, and shows it there. */
  async add(uri: vscode.Uri, request: Request): Promise<void> {
    try {
      const edit = await this.server.addRequestTest(uri, request);
      if (!edit || !(await vscode.workspace.applyEdit(edit))) {
        return;
      }
      const tests = await this.server.requestTests();
      const added = tests?.find(({ textDocument }) => this.server.fileAt(textDocument.uri).toString() === uri.toString());
      const range = added?.tests.at(-1)?.range;
      if (added && range) {
        const column = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString())?.viewColumn;
        await vscode.window.showTextDocument(this.server.fileAt(added.options.uri), {
          viewColumn: column ?? vscode.ViewColumn.One,
          selection: new vscode.Range(rangeOf(range).start, rangeOf(range).start),
        });
      }
    } catch (error) {
      void vscode.window.showInformationMessage(notice(error instanceof Error ? error.message : String(error)));
    }
  }

  /** Another svc-lsp.jsonc has other tests; another vercel.json may have other results. */
  private changed(uri: vscode.Uri): void {
    if (IS_OPTIONS.test(uri.path)) {
      this.refreshSoon();
    } else if (IS_CONFIG.test(uri.path)) {
      this.controller?.invalidateTestResults();
    }
  }

  /** One request for a burst of changes. */
  private refreshSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.refresh(), 300);
  }

  private async refresh(): Promise<void> {
    const files = await this.server.requestTests();
    if (!files || (files.length === 0 && !this.controller)) {
      return;
    }
    const controller = (this.controller ??= this.make());
    controller.items.replace(files.map((file) => this.take(controller, file)));
    // What decided the results may have changed.
    controller.invalidateTestResults();
  }

  private make(): vscode.TestController {
    const controller = vscode.tests.createTestController("svcLsp.requests", "Vercel Requests");
    controller.refreshHandler = () => this.refresh();
    const run = (request: vscode.TestRunRequest, token: vscode.CancellationToken) => this.run(controller, request, token);
    controller.createRunProfile("Run", vscode.TestRunProfileKind.Run, run, true);
    return controller;
  }

  /** The item of a file with those of its tests; an item that is there already stays, with its results. */
  private take(controller: vscode.TestController, { textDocument, options, tests }: FileTests): vscode.TestItem {
    const config = this.server.fileAt(textDocument.uri);
    const places = this.server.fileAt(options.uri);
    const item = controller.items.get(config.toString()) ?? controller.createTestItem(config.toString(), vscode.workspace.asRelativePath(config), places);
    const known = new Map<string, number>();
    item.children.replace(
      tests.map(({ expected, range }) => {
        // A test is the same as long as it asks the same, wherever it is.
        const asked = JSON.stringify(requestOf(expected));
        const count = known.get(asked) ?? 0;
        known.set(asked, count + 1);
        const id = `${asked}${count > 0 ? ` ${count}` : ""}`;
        const label = plain(expected.request) || "(not a request)";
        const test = item.children.get(id) ?? controller.createTestItem(id, label, places);
        test.range = rangeOf(range);
        test.description = plain([detailsInWords(requestOf(expected)), expectedInWords(expected)].filter((part) => part !== "").join(" "));
        this.expected.set(test, expected);
        return test;
      }),
    );
    return item;
  }

  private async run(controller: vscode.TestController, request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    const run = controller.createTestRun(request);
    const files = new Set((request.include ?? values(controller.items)).map((item) => item.parent ?? item));
    for (const file of files) {
      if (token.isCancellationRequested) {
        break;
      }
      await this.runFile(controller, run, file, request);
    }
    run.end();
  }

  private async runFile(controller: vscode.TestController, run: vscode.TestRun, file: vscode.TestItem, request: vscode.TestRunRequest): Promise<void> {
    const answer = await this.server.runRequestTests(this.fileOf(file));
    if (answer) {
      this.take(controller, answer); // The items are those of the answer, whatever was typed meanwhile.
    }
    const isWanted = (item: vscode.TestItem) =>
      (!request.include || request.include.includes(item) || request.include.includes(file)) && !request.exclude?.includes(item);
    values(file.children).forEach((item, index) => {
      if (!isWanted(item)) {
        return;
      }
      const result = answer?.tests[index]?.result;
      if (!result) {
        run.errored(item, new vscode.TestMessage("The server couldn't run this request."));
        return;
      }
      const why = result.summary === null ? [] : [reason(result.summary, result.rule, file.label)];
      const told = [...result.differences, ...why].join(" ");
      run.appendOutput(plain(`${result.passed ? "passed" : "FAILED"} ${item.label}: ${told}`) + "\r\n");
      if (result.passed) {
        run.passed(item);
        return;
      }
      const message = new vscode.TestMessage(plain(told));
      if (item.uri && item.range) {
        message.location = new vscode.Location(item.uri, item.range);
      }
      run.failed(item, message);
    });
  }
}

/** What becomes of a request, and the rule that decides it. */
function reason(summary: string, rule: NonNullable<RequestTest["result"]>["rule"], file: string): string {
  const sentence = summary.endsWith(".") ? summary : `${summary}.`;
  if (!rule) {
    return sentence;
  }
  const place = rule.location ? `${file}:${rule.location.range.start.line + 1}` : "generated by Vercel";
  return `${sentence} Decided by: ${rule.title} (${place}).`;
}

/** The items in the order of the file: a collection sorts them by their ids. */
function values(items: vscode.TestItemCollection): vscode.TestItem[] {
  const found: vscode.TestItem[] = [];
  items.forEach((item) => found.push(item));
  return found.sort((one, other) => (one.range?.start.line ?? 0) - (other.range?.start.line ?? 0) || (one.range?.start.character ?? 0) - (other.range?.start.character ?? 0));
}

function rangeOf({ start, end }: LspRange): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
