// The services view in the Explorer: services in routing order, each with what it is and the variables that come from it.

import * as vscode from "vscode";

import type { Inspected } from "../inspected";
import { type Declared, type Inspection, bindingsOf, patternsOf, rejections, resolved, variablesOf } from "../inspection";
import { servicePlaces } from "../places";
import { fitted, plain } from "../wording";
import { ServiceProblems, addressOf } from "./problems";

type Item = Row | Detail;

interface Row {
  readonly kind: "service";
  readonly service: Declared;
  readonly inspection: Inspection;
  readonly uri: vscode.Uri;
}

interface Detail {
  readonly kind: "detail";
  readonly uri: vscode.Uri;
  readonly service: string;
  readonly label: string;
  readonly value: string;
  /** The value where there is little room. */
  readonly short?: string;
  readonly icon: string;
  /** What declares it, where it is declared. */
  readonly member?: string;
  /** What is copied, of a variable. */
  readonly copy?: string;
}

/** How many letters of a service's row and of a row below it the side bar shows, as wide as VS Code makes it. */
const ROOM = { service: 30, detail: 24 };

/** Whether the view was shown by itself in this workspace. Once is enough: whoever closes it doesn't want it. */
const SHOWN = "svcLsp.services.shown";

export class ServicesView implements vscode.TreeDataProvider<Item>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly problems = new ServiceProblems();
  private readonly view: vscode.TreeView<Item>;
  private readonly subscriptions: vscode.Disposable[];
  private rows: Row[] = [];
  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly inspected: Inspected,
    private readonly workspaceState: vscode.Memento,
  ) {
    this.view = vscode.window.createTreeView("svcLsp.services", { treeDataProvider: this });
    this.subscriptions = [this.view, this.changed, this.problems, inspected.onDidChange(() => void this.take())];
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  getChildren(parent?: Item): Item[] {
    if (!parent) {
      return this.rows;
    }
    return parent.kind === "service" ? details(parent) : [];
  }

  getParent(): undefined {
    return undefined; // Only services are revealed.
  }

  getTreeItem(item: Item): vscode.TreeItem {
    if (item.kind === "service") {
      return this.serviceRow(item);
    }
    const row = linked(new vscode.TreeItem(item.label), item.uri, item.service, item.member);
    row.description = fitted(item.short ?? withoutHost(item.value), ROOM.detail - item.label.length);
    row.tooltip = `${item.label}: ${item.value}`;
    row.accessibilityInformation = { label: row.tooltip };
    row.iconPath = new vscode.ThemeIcon(item.icon);
    row.contextValue = item.copy === undefined ? "detail" : "variable";
    return row;
  }

  private async take(): Promise<void> {
    const { document, inspection } = this.inspected;
    // The folder, where the name alone doesn't say which file it is.
    const folder = document && vscode.workspace.asRelativePath(document.uri).split("/").slice(0, -1).join("/");
    this.view.description = folder || "";
    if (document) {
      this.problems.take(document.uri, await servicePlaces(document.uri));
    }
    this.rows =
      document && inspection ? inspection.declared.map((service) => ({ kind: "service", service, inspection, uri: document.uri })) : [];
    this.changed.fire();
    await this.showOnce();
  }

  /** Shows the view when a file with services is open for the first time: VS Code starts with the views of the Explorer closed. */
  private async showOnce(): Promise<void> {
    const [first] = this.rows;
    const seen = vscode.window.activeTextEditor?.document.uri.toString() === first?.uri.toString();
    if (!first || !seen || !first.inspection.model || this.workspaceState.get(SHOWN)) {
      return;
    }
    await this.workspaceState.update(SHOWN, true);
    await this.view.reveal(first, { select: false, focus: false });
  }

  private serviceRow({ service, inspection, uri }: Row): vscode.TreeItem {
    const row = linked(new vscode.TreeItem(service.name, vscode.TreeItemCollapsibleState.Collapsed), uri, service.name);
    const address = addressOf(uri, service.name);
    const [route, ...others] = patternsOf(inspection, service.name);
    const { schedule, type } = resolved(inspection, service.name) ?? {};
    const answers = fitted((others.length > 0 ? `${route} +${others.length}` : (route ?? type)) ?? "", ROOM.service - service.name.length);
    const room = ROOM.service - service.name.length - answers.length - 3;
    const framework = (service.framework ?? "").length <= room ? service.framework : undefined;
    row.id = address.toString();
    row.resourceUri = address;
    row.description = [answers, framework].filter(Boolean).join(" · ");
    const messages = rejections(inspection).filter((failure) => failure.service === service.name);
    const whole = [[route, ...others].filter(Boolean).join(" ") || type, service.framework].filter(Boolean).join(" · ");
    row.tooltip = [[service.name, whole].filter(Boolean).join(": "), ...messages.map(({ message }) => plain(message))].join("\n");
    // A decoration is a color and a number beside the row: neither is read aloud.
    const problems = this.problems.words(address);
    row.accessibilityInformation = { label: [service.name, whole, problems].filter(Boolean).join(", ") };
    row.iconPath = service.isRejected
      ? new vscode.ThemeIcon("error", new vscode.ThemeColor("list.errorForeground"))
      : new vscode.ThemeIcon(route ? "globe" : schedule ? "watch" : "server-process");
    row.contextValue = Object.keys(inspection.variables?.[service.name] ?? {}).length > 0 ? "service" : "serviceWithoutVariables";
    return row;
  }
}

/** A URL without what all of them have in common; any other value as it is. */
function withoutHost(value: string): string {
  return value.replace(/^https:\/\/[^/]+(?=\/)/, "…");
}

/** A click goes to what the row stands for. */
function linked(row: vscode.TreeItem, uri: vscode.Uri, service: string, member?: string): vscode.TreeItem {
  row.command = { command: "svcLsp.showService", title: "Go to Service", arguments: [uri, service, member] };
  return row;
}

function details({ service: { name, framework, source }, inspection, uri }: Row): Detail[] {
  const of = { kind: "detail", uri, service: name } as const;
  const service = resolved(inspection, name);
  const [prefix] = inspection.declaredRouting.filter((row) => row.service === name).flatMap((row) => row.prefix ?? []);
  const rows: [label: string, value: string | undefined, icon: string, member: string][] = [
    ["Prefix", prefix, "link", "routePrefix"],
    ["Subdomain", service?.subdomain, "link", "subdomain"],
    ["Framework", framework, "package", service?.framework ? "framework" : "runtime"],
    ["Source", source, service?.entrypoint ? "file-code" : "folder", service?.entrypoint || !service?.root ? "entrypoint" : "root"],
    ["Schedule", service?.schedule && [service.schedule].flat().join(", "), "watch", "schedule"],
    ["Builder", service?.builder?.use, "tools", "builder"],
  ];
  return [
    ...rows.flatMap(([label, value, icon, member]): Detail[] => (value ? [{ ...of, label, value, icon, member }] : [])),
    ...variablesOf(inspection, name).map(
      ([label, value]): Detail => ({ ...of, label, value, icon: "symbol-variable", copy: `${label}=${value}` }),
    ),
    ...bindingsOf(service).map(
      ([label, other]): Detail => ({ ...of, label, value: `the URL of ${other}`, short: `→ ${other}`, icon: "plug", member: "bindings" }),
    ),
  ];
}
