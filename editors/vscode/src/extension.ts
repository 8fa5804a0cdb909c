// The extension in a process, on this machine or a remote one.

import type * as vscode from "vscode";

import { native } from "./native";
import { start } from "./start";

export function activate(context: vscode.ExtensionContext): void {
  start(context, native(context));
}
