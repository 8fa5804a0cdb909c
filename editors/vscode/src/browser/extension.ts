// The extension in a browser, as on vscode.dev: the server is a WebAssembly module, and the files are those of `workspace.fs`.

import * as vscode from "vscode";
import { LanguageClient } from "vscode-languageclient/browser";

import { type Platform, quiet } from "../platform";
import { start } from "../start";
import { addresses } from "./addresses";
import { connect } from "./connection";

const Client = quiet(LanguageClient);

export function activate(context: vscode.ExtensionContext): void {
  const module = vscode.workspace.fs.readFile(vscode.Uri.joinPath(context.extensionUri, "dist", "server.wasm")).then(async (bytes) => WebAssembly.compile(Uint8Array.from(bytes)));
  const version = String((context.extension.packageJSON as { version?: unknown }).version);
  const folders = vscode.workspace.workspaceFolders ?? [];
  const platform: Platform = {
    schemes: [...new Set(["file", "untitled", ...folders.map(({ uri }) => uri.scheme)])],
    whyNoOthers: "The server reads only the file system that the workspace is in.",
    hasTerminal: false,
    addresses,
    async find(output) {
      const compiled = await module;
      return {
        version,
        where: "from the extension, in the browser",
        failures: [],
        client: (options) => new Client("svcLsp", "svc-lsp", () => connect(compiled, output), options),
      };
    },
  };
  start(context, platform);
}
