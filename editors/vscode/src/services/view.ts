// The services view in the Explorer: services in routing order, each with what it is and the variables that come from it.

import * as vscode from "vscode";

import type { Server } from "../client";
import type { CurrentFile } from "../documents";
import { type Inspection, type Service, bindingsOf, inRoutingOrder, pattern, variablesOf, whileBroken } from "../inspection";
import { servicePlaces } from "../places";
import { plain } from "../wording";
import { ServiceProblems, addressOf } from "./problems";

type Item =
  | { readonly kind: "service"; readonly service: Service; readonly inspection: Inspection; readonly uri: vscode.Uri }
  | { readonly kind: "failure"; readonly name: string; readonly message: string; readonly uri: vscode.Uri }
  | Detail;

interface Detail {
  readonly kind: "detail";
  readonly uri: vscode.Uri;
  readonly service: string;
  readonly label: string;
  readonly value: string;
  readonly icon: string;
  /** What declares it, where it is declared. */
  readonly member?: string;
  /** What is copied, of a variable. */
  readonly copy?: string;
}

export class ServicesView implements vscode.TreeDataProvider<Item>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly problems = new ServiceProblems();
  private readonly view: vscode.TreeView<Item>;
  private readonly subscriptions: vscode.Disposable[];
  readonly onDidChangeTreeData = this.changed.event;
  private timer: NodeJS.Timeout | undefined;
  private last: Inspection | undefined;

  constructor(
    private readonly server: Server,
    private readonly current: CurrentFile,
  ) {
    this.view = vscode.window.createTreeView("svcLsp.services", { treeDataProvider: this, showCollapseAll: true });
    this.subscriptions = [
      this.view,
      this.changed,
      this.problems,
      server.onDidChange(() => this.refreshSoon()),
      current.onDidChange(() => this.refreshSoon()),
      vscode.languages.onDidChangeDiagnostics(({ uris }) => {
        if (uris.some((uri) => uri.toString() === current.uri?.toString())) {
          this.refreshSoon();
        }
      }),
    ];
  }

  dispose(): void {
    clearTimeout(this.timer);
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  async getChildren(parent?: Item): Promise<Item[]> {
    if (parent) {
      return parent.kind === "service" ? details(parent.service, parent.inspection, parent.uri) : [];
    }
    const document = await this.current.document();
    const now = document && (await this.server.inspect(document.uri));
    const inspection = now && whileBroken(now, this.last);
    this.last = inspection;
    this.view.description = document ? vscode.workspace.asRelativePath(document.uri) : "";
    if (!document || !inspection) {
      return [];
    }
    const { uri } = document;
    this.problems.take(uri, await servicePlaces(uri));
    const failures = inspection.errors.flatMap(({ service, message }): Item[] =>
      service ? [{ kind: "failure", name: service, message, uri }] : [],
    );
    return [
      ...inRoutingOrder(inspection).map((service): Item => ({ kind: "service", service, inspection, uri })),
      ...failures,
    ];
  }

  getTreeItem(item: Item): vscode.TreeItem {
    switch (item.kind) {
      case "service":
        return serviceRow(item.service, item.inspection, item.uri, this.problems.words(addressOf(item.uri, item.service.name)));
      case "failure": {
        const row = linked(new vscode.TreeItem(item.name), item.uri, item.name);
        row.resourceUri = addressOf(item.uri, item.name);
        row.description = plain(item.message);
        row.tooltip = row.description;
        row.iconPath = new vscode.ThemeIcon("error", new vscode.ThemeColor("list.errorForeground"));
        return row;
      }
      case "detail": {
        const row = linked(new vscode.TreeItem(item.label), item.uri, item.service, item.member);
        row.description = item.value;
        row.tooltip = `${item.label}: ${item.value}`;
        row.iconPath = new vscode.ThemeIcon(item.icon);
        row.contextValue = item.copy === undefined ? "detail" : "variable";
        return row;
      }
    }
  }

  /** One request for a burst of changes. */
  private refreshSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.changed.fire(), 150);
  }
}

function serviceRow(service: Service, inspection: Inspection, uri: vscode.Uri, problems: string): vscode.TreeItem {
  const row = linked(new vscode.TreeItem(service.name, vscode.TreeItemCollapsibleState.Collapsed), uri, service.name);
  const routes = inspection.routing.filter((route) => route.service === service.name).map(pattern);
  row.id = addressOf(uri, service.name).toString();
  row.resourceUri = addressOf(uri, service.name);
  row.description = [routes.join(" ") || service.type, service.framework ?? service.runtime].filter(Boolean).join(" · ");
  row.tooltip = `${service.name}: ${row.description}`;
  // A decoration is a color and a number beside the row: neither is read aloud.
  row.accessibilityInformation = { label: [service.name, row.description, problems].filter(Boolean).join(", ") };
  row.iconPath = new vscode.ThemeIcon(routes.length > 0 ? "globe" : service.schedule ? "watch" : "server-process");
  row.contextValue = "service";
  return row;
}

/** A click goes to what the row stands for. */
function linked(row: vscode.TreeItem, uri: vscode.Uri, service: string, member?: string): vscode.TreeItem {
  row.command = { command: "svcLsp.showService", title: "Go to Service", arguments: [uri, service, member] };
  return row;
}

function details(service: Service, inspection: Inspection, uri: vscode.Uri): Detail[] {
  const of = { kind: "detail", uri, service: service.name } as const;
  const rows: [label: string, value: string | undefined, icon: string, member: string][] = [
    ["Prefix", service.routePrefix, "link", "routePrefix"],
    ["Subdomain", service.subdomain, "link", "subdomain"],
    ["Framework", service.framework, "package", "framework"],
    ["Runtime", service.runtime, "gear", "runtime"],
    ["Entrypoint", service.entrypoint, "file-code", "entrypoint"],
    ["Folder", service.root ?? service.workspace, "folder", service.root ? "root" : "workspace"],
    ["Schedule", service.schedule && [service.schedule].flat().join(", "), "watch", "schedule"],
    ["Builder", service.builder?.use, "tools", "builder"],
  ];
  return [
    ...rows.flatMap(([label, value, icon, member]): Detail[] => (value ? [{ ...of, label, value, icon, member }] : [])),
    ...variablesOf(inspection, service.name).map(
      ([label, value]): Detail => ({ ...of, label, value, icon: "symbol-variable", copy: `${label}=${value}` }),
    ),
    ...bindingsOf(service).map(
      ([label, other]): Detail => ({ ...of, label, value: `the URL of ${other}`, icon: "plug", member: "bindings" }),
    ),
  ];
}
