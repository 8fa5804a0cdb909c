// The page of a rule, inside the editor: a virtual document that the Markdown preview shows.

import * as vscode from "vscode";

import type { Server } from "./client";
import { notice } from "./wording";

/** What the request `svcLsp/rulePage` answers. */
export interface RulePage {
  readonly code: string;
  readonly title: string;
  readonly markdown: string;
}

const SCHEME = "svc-lsp-rule";

export class RulePages implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);

  constructor(private readonly server: Server) {}

  dispose(): void {
    this.registration.dispose();
  }

  /** Opens the page of a rule beside the file. */
  async show(code: string): Promise<void> {
    if (!(await this.server.rulePage(code))) {
      void vscode.window.showInformationMessage(notice(`The server has no page about ${code}.`));
      return;
    }
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${code}.md` });
    await vscode.commands.executeCommand("markdown.showPreviewToSide", uri);
  }

  /** The page whose name is that of the rule: pages link to each other by these names. */
  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const code = /^\/([\w-]+)\.md$/.exec(uri.path)?.[1];
    const page = code && (await this.server.rulePage(code));
    if (!page) {
      return "This rule has no page.\n";
    }
    return page.markdown.startsWith("# ") ? page.markdown : `# ${page.title}\n\n\`${page.code}\`\n\n${page.markdown}`;
  }
}
