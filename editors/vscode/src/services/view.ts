// The services view in the Explorer: services in routing order, each with what it is and the variables that come from it.

import * as vscode from "vscode";

import type { Server } from "../client";
import type { CurrentFile } from "../documents";
import { type Inspection, type Service, inRoutingOrder, pattern, variablesOf } from "../inspection";

type Item =
  | { readonly kind: "service"; readonly service: Service; readonly inspection: Inspection; readonly uri: vscode.Uri }
  | { readonly kind: "failure"; readonly name: string; readonly message: string; readonly uri: vscode.Uri }
  | { readonly kind: "detail"; readonly label: string; readonly value: string; readonly icon: string; readonly copy: string | undefined };

export class ServicesView implements vscode.TreeDataProvider<Item>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable[];
  readonly onDidChangeTreeData = this.changed.event;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly server: Server,
    private readonly current: CurrentFile,
  ) {
    this.subscriptions = [
      this.changed,
      server.onDidChange(() => this.refreshSoon()),
      current.onDidChange(() => this.refreshSoon()),
      vscode.languages.onDidChangeDiagnostics(({ uris }) => {
        if (uris.some((uri) => uri.toString() === current.uri?.toString())) {
          this.refreshSoon();
        }
      }),
      vscode.window.registerTreeDataProvider("svcLsp.services", this),
    ];
  }

  dispose(): void {
    clearTimeout(this.timer);
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  async getChildren(parent?: Item): Promise<Item[]> {
    if (parent) {
      return parent.kind === "service" ? details(parent.service, parent.inspection) : [];
    }
    const document = await this.current.document();
    const inspection = document && (await this.server.inspect(document.uri));
    if (!document || !inspection) {
      return [];
    }
    const { uri } = document;
    const failures = inspection.errors
      .filter((error) => error.service)
      .map((error): Item => ({ kind: "failure", name: error.service ?? "", message: error.message, uri }));
    return [
      ...inRoutingOrder(inspection).map((service): Item => ({ kind: "service", service, inspection, uri })),
      ...failures,
    ];
  }

  getTreeItem(item: Item): vscode.TreeItem {
    if (item.kind === "detail") {
      const row = new vscode.TreeItem(item.label);
      row.description = item.value;
      row.tooltip = `${item.label}: ${item.value}`;
      row.iconPath = new vscode.ThemeIcon(item.icon);
      if (item.copy !== undefined) {
        row.contextValue = "variable";
      }
      return row;
    }
    const name = item.kind === "service" ? item.service.name : item.name;
    const row = new vscode.TreeItem(
      name,
      item.kind === "service" ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None,
    );
    row.command = { command: "svcLsp.showService", title: "Go to Service", arguments: [item.uri, name] };
    if (item.kind === "failure") {
      row.description = item.message;
      row.tooltip = item.message;
      row.iconPath = new vscode.ThemeIcon("error", new vscode.ThemeColor("problemsErrorIcon.foreground"));
      return row;
    }
    const { service, inspection } = item;
    const routes = inspection.routing.filter((route) => route.service === name).map(pattern);
    row.description = [routes.join(" ") || service.type, service.framework ?? service.runtime].filter(Boolean).join(" · ");
    row.tooltip = `${name}: ${row.description}`;
    row.iconPath = new vscode.ThemeIcon(routes.length > 0 ? "globe" : service.schedule ? "watch" : "server-process");
    row.contextValue = "service";
    return row;
  }

  /** One request for a burst of changes. */
  private refreshSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.changed.fire(), 150);
  }
}

function details(service: Service, inspection: Inspection): Item[] {
  const rows: [string, string | undefined, string][] = [
    ["Prefix", service.routePrefix, "link"],
    ["Subdomain", service.subdomain, "link"],
    ["Framework", service.framework, "package"],
    ["Runtime", service.runtime, "gear"],
    ["Entrypoint", service.entrypoint, "file-code"],
    ["Workspace", service.root ?? service.workspace, "folder"],
    ["Schedule", service.schedule && [service.schedule].flat().join(", "), "watch"],
    ["Builder", service.builder?.use, "tools"],
  ];
  return [
    ...rows.flatMap(([label, value, icon]): Item[] => (value ? [{ kind: "detail", label, value, icon, copy: undefined }] : [])),
    ...variablesOf(inspection, service.name).map(
      ([name, value]): Item => ({ kind: "detail", label: name, value, icon: "symbol-variable", copy: `${name}=${value}` }),
    ),
  ];
}
