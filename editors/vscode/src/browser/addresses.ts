// A file of any file system, under an address that the server can take for a path: `vscode-vfs://github/o/r/a` is
// `file:///vscode-vfs@github/o/r/a`.

import * as vscode from "vscode";

import type { Addresses } from "../platform";

const PATH = /^\/([^/@]+)@([^/]*)(\/.*)?$/s;

/** The path of a file as the server has it. */
export function pathOf({ scheme, authority, path }: vscode.Uri): string {
  return `/${scheme}@${encodeURIComponent(authority)}${path}`;
}

/** The file at a path of the server's. */
export function fileAt(path: string): vscode.Uri | undefined {
  const [, scheme, authority, rest] = PATH.exec(path) ?? [];
  return scheme === undefined ? undefined : vscode.Uri.from({ scheme, authority: decodeURIComponent(authority ?? ""), path: rest ?? "/" });
}

export const addresses: Addresses = {
  code2Protocol: (uri) => (uri.scheme === "untitled" ? uri.toString() : vscode.Uri.from({ scheme: "file", path: pathOf(uri) }).toString()),
  protocol2Code(address) {
    const uri = vscode.Uri.parse(address);
    return (uri.scheme === "file" ? fileAt(uri.path) : undefined) ?? uri;
  },
};
