// Where a service is declared, by the server's own document symbols.

import * as vscode from "vscode";

const SECTIONS = ["experimentalServices", "services", "experimentalServicesV2"];

export interface Place {
  /** The service's name. */
  readonly name: vscode.Range;
  /** The name and everything declared under it. */
  readonly whole: vscode.Range;
  /** The names of what is declared under it: `routePrefix`, `entrypoint`, … */
  readonly members: ReadonlyMap<string, vscode.Range>;
}

export async function servicePlaces(uri: vscode.Uri): Promise<Map<string, Place>> {
  const symbols =
    (await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>("vscode.executeDocumentSymbolProvider", uri)) ?? [];
  const services = symbols.filter((symbol) => SECTIONS.includes(symbol.name)).flatMap((section) => section.children);
  return new Map(
    services.map(({ name, range, selectionRange, children }) => [
      name,
      { name: selectionRange, whole: range, members: new Map(children.map((member) => [member.name, member.selectionRange])) },
    ]),
  );
}

/** Opens the file at what the service declares; at its name where it does not declare that, at the file's start where it is not found. */
export async function showService(uri: vscode.Uri, service: string, member?: string): Promise<void> {
  const place = (await servicePlaces(uri)).get(service);
  const selection = (member && place?.members.get(member)) || place?.name;
  // Where the file is seen already; never over the panel that the click came from.
  const seen = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
  await vscode.window.showTextDocument(uri, { viewColumn: seen?.viewColumn ?? vscode.ViewColumn.One, ...(selection && { selection }) });
}
