// The extension's routing panel in a frame of the playground, which stands in for VS Code.

import { MARKUP } from "../../editors/vscode/src/routing/markup";
import type { FromPage } from "../../editors/vscode/src/routing/messages";

document.body.innerHTML = MARKUP;

Object.assign(globalThis, {
  acquireVsCodeApi: () => ({
    postMessage: (message: FromPage) => parent.postMessage(message, location.origin),
    getState: () => undefined,
    setState: () => undefined,
  }),
});

// It looks for the elements when it is loaded.
void import("../../editors/vscode/src/routing/page");
