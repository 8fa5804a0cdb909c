// Where a service is declared, by the server's own document symbols.

import * as vscode from "vscode";

const SECTIONS = ["experimentalServices", "services", "experimentalServicesV2"];

export async function servicePlaces(uri: vscode.Uri): Promise<Map<string, vscode.Range>> {
  const symbols =
    (await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>("vscode.executeDocumentSymbolProvider", uri)) ?? [];
  const places = new Map<string, vscode.Range>();
  for (const section of symbols.filter((symbol) => SECTIONS.includes(symbol.name))) {
    for (const service of section.children) {
      places.set(service.name, service.selectionRange);
    }
  }
  return places;
}

/** Opens the file at the service's name; at its start where the name is not found. */
export async function showService(uri: vscode.Uri, service: string): Promise<void> {
  const place = (await servicePlaces(uri)).get(service);
  await vscode.window.showTextDocument(uri, place ? { selection: place } : {});
}
