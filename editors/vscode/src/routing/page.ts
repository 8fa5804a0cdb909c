// The page inside the routing panel. Everything that comes from the file is set as text, never as markup.

import { rejections } from "../inspection";
import { type Request, detailsInWords, failureStatus, isKnown } from "../route";
import { answer } from "./answer";
import { byId, element } from "./elements";
import type { FromPage, ToPage } from "./messages";
import { mark, picture } from "./picture";

declare function acquireVsCodeApi(): {
  postMessage(message: FromPage): void;
  getState(): { readonly request: Request } | undefined;
  setState(state: { readonly request: Request }): void;
};

const editor = acquireVsCodeApi();
const field = byId("path", HTMLInputElement);
const show = (service: string) => editor.postMessage({ type: "show", service });
let timer: number | undefined;
let refusals: string[] = [];
/** What is asked for: what was typed, or a request with more than a path until something else is typed. */
let request: Request = editor.getState()?.request ?? { url: "" };

field.value = request.url;
field.addEventListener("input", () => {
  clearTimeout(timer);
  timer = window.setTimeout(() => ask({ url: field.value }), 100);
});
byId("try").addEventListener("submit", (event) => {
  event.preventDefault();
  ask(field.value === request.url ? request : { url: field.value });
});
byId("add").addEventListener("click", () => editor.postMessage({ type: "addTest", request: fromRoot(request) }));
window.addEventListener("message", ({ data }: MessageEvent<ToPage>) => {
  switch (data.type) {
    case "picture":
      byId("file").textContent = data.file;
      byId("host").textContent = data.host;
      picture(data.inspection, data.failure, show);
      refusals = rejections(data.inspection ?? undefined).map(({ message }) => message);
      byId("try").hidden = !data.inspection || data.inspection.declared.length === 0;
      if (data.request) {
        field.value = data.request.url;
      }
      ask(data.request ?? request);
      if (data.service !== null) {
        document.querySelector<HTMLElement>(`[data-service="${CSS.escape(data.service)}"] .name`)?.focus();
      }
      break;
    case "route":
      if (JSON.stringify(data.request) === JSON.stringify(fromRoot(request))) {
        const shown = data.route ? answer(data.route, refusals, show) : [element("p", "", "The server couldn't evaluate this path.")];
        byId("answer").replaceChildren(...shown);
        byId("answer").classList.toggle("failed", data.route !== null && failureStatus(data.route) !== undefined);
        byId("add").hidden = data.route === null || !isKnown(data.route);
        mark(data.route);
      }
      break;
  }
});
editor.postMessage({ type: "ready" });

/** The request with its path from the root. */
function fromRoot(typed: Request): Request {
  const url = typed.url.trim();
  return { ...typed, url: url === "" || url.startsWith("/") || /^https?:/.test(url) ? url : `/${url}` };
}

/** Asks who answers a request; the picture is whole again where nothing is asked. */
function ask(asked: Request): void {
  request = asked;
  editor.setState({ request });
  byId("details").textContent = detailsInWords(request);
  byId("details").hidden = byId("details").textContent === "";
  const whole = fromRoot(request);
  if (whole.url === "") {
    byId("answer").replaceChildren();
    byId("add").hidden = true;
    mark(null);
  } else {
    editor.postMessage({ type: "route", request: whole });
  }
}
