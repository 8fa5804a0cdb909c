// The extension in a process: the server is a binary.

import * as vscode from "vscode";
import { LanguageClient } from "vscode-languageclient/node";

import { find, whence } from "./binary";
import { type Platform, quiet } from "./platform";

const Client = quiet(LanguageClient);

export function native(context: vscode.ExtensionContext): Platform {
  return {
    schemes: ["file", "untitled"],
    whyNoOthers: "The server needs the project's files on disk.",
    hasTerminal: true,
    addresses: { code2Protocol: (uri) => uri.toString(), protocol2Code: (address) => vscode.Uri.parse(address) },
    async find(output) {
      const { command, source, version, failures } = await find({
        setting: vscode.workspace.getConfiguration("svcLsp").get<string>("server.path", ""),
        trusted: vscode.workspace.isTrusted,
        extensionFolder: context.extensionPath,
        folders: (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file").map(({ uri }) => uri.fsPath),
        platform: process.platform,
        arch: process.arch,
      });
      output.info(`svc-lsp ${version} (${source}): ${command}`);
      return {
        version,
        where: whence({ source, command }),
        failures,
        client: (options) => new Client("svcLsp", "svc-lsp", { command, args: ["--stdio"] }, options),
      };
    },
  };
}
