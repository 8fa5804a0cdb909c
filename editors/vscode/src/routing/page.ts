// The page inside the routing panel. Everything that comes from the file is set as text, never as markup.

import { answer } from "./answer";
import { byId, element } from "./elements";
import type { FromPage, ToPage } from "./messages";
import { mark, picture, rejectionsOf } from "./picture";

declare function acquireVsCodeApi(): {
  postMessage(message: FromPage): void;
  getState(): { readonly path: string } | undefined;
  setState(state: { readonly path: string }): void;
};

const editor = acquireVsCodeApi();
const field = byId("path", HTMLInputElement);
const show = (service: string) => editor.postMessage({ type: "show", service });
let timer: number | undefined;
let refusals: string[] = [];

field.value = editor.getState()?.path ?? "";
field.addEventListener("input", () => {
  clearTimeout(timer);
  timer = window.setTimeout(ask, 100);
});
byId("try").addEventListener("submit", (event) => {
  event.preventDefault();
  ask();
});
window.addEventListener("message", ({ data }: MessageEvent<ToPage>) => {
  switch (data.type) {
    case "picture":
      byId("file").textContent = data.file;
      byId("host").textContent = data.host;
      picture(data.inspection, data.failure, show);
      refusals = rejectionsOf(data.inspection).map(({ message }) => message);
      byId("try").hidden = !data.inspection || data.inspection.services.length === 0;
      ask();
      if (data.service !== null) {
        document.querySelector<HTMLElement>(`[data-service="${CSS.escape(data.service)}"] .name`)?.focus();
      }
      break;
    case "route":
      if (data.path === path()) {
        const shown = data.route ? answer(data.route, refusals, show) : [element("p", "", "The server couldn't evaluate this path.")];
        byId("answer").replaceChildren(...shown);
        mark(data.route);
      }
      break;
  }
});
editor.postMessage({ type: "ready" });

/** The path to ask for: what was typed, from the root. */
function path(): string {
  const typed = field.value.trim();
  return typed === "" || typed.startsWith("/") || /^https?:/.test(typed) ? typed : `/${typed}`;
}

/** Asks who answers what was typed; the picture is whole again where nothing was. */
function ask(): void {
  editor.setState({ path: field.value });
  const asked = path();
  if (asked === "") {
    byId("answer").replaceChildren();
    mark(null);
  } else {
    editor.postMessage({ type: "route", path: asked });
  }
}
