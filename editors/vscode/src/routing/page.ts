// The page inside the routing panel. Everything that comes from the file is set as text, never as markup.

import { type Inspection, type Service, inRoutingOrder, pattern, variablesOf } from "../inspection";
import type { FromPage, RouteAnswer, ToPage } from "./messages";

declare function acquireVsCodeApi(): { postMessage(message: FromPage): void; getState(): unknown; setState(state: unknown): void };

const editor = acquireVsCodeApi();
const byId = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (!found) {
    throw new Error(`no element ${id}`);
  }
  return found;
};
const field = byId("path") as HTMLInputElement;
let taken: string | null = null;

window.addEventListener("message", ({ data }: MessageEvent<ToPage>) => {
  if (data.type === "inspection") {
    byId("file").textContent = data.file;
    draw(data.inspection);
    ask();
  } else if (data.path === field.value) {
    answer(data.answer);
  }
});

field.addEventListener("input", ask);
const remembered = editor.getState();
if (typeof remembered === "string") {
  field.value = remembered;
}
editor.postMessage({ type: "ready" });

function ask(): void {
  editor.setState(field.value);
  if (field.value.startsWith("/")) {
    editor.postMessage({ type: "route", path: field.value });
  } else {
    taken = null;
    mark();
    byId("answer").textContent = field.value === "" ? "" : "A request's path starts with /.";
  }
}

function answer(found: RouteAnswer | null): void {
  taken = found?.service ?? null;
  mark();
  const lines = document.createDocumentFragment();
  if (!found) {
    lines.append(element("p", "", "The server can't tell while the file has errors."));
  } else {
    const verdict = found.service
      ? `${found.service} answers${found.receives === null ? "" : ` and receives ${found.receives}`}.`
      : "No service answers this request.";
    lines.append(element("p", "verdict", verdict));
    if (found.steps.length > 0) {
      const steps = element("ol", "steps");
      steps.append(...found.steps.map((step) => element("li", "", step.summary)));
      lines.append(steps);
    }
  }
  byId("answer").replaceChildren(lines);
}

function mark(): void {
  for (const row of document.querySelectorAll<HTMLElement>("[data-service]")) {
    const takes = taken !== null && row.dataset["service"] === taken;
    row.classList.toggle("takes", takes);
    row.toggleAttribute("aria-current", takes);
  }
}

function draw(inspection: Inspection | null): void {
  const rows = byId("rows");
  const others = byId("others");
  const empty = byId("empty");
  const services = inspection ? inRoutingOrder(inspection) : [];
  empty.hidden = services.length > 0;
  empty.textContent = inspection ? "No service is declared in this file." : "Open a vercel.json to see who answers its requests.";
  if (!inspection) {
    rows.replaceChildren();
    others.hidden = true;
    return;
  }
  const named = new Map(services.map((service) => [service.name, service]));
  rows.replaceChildren(
    ...inspection.routing.map((route) => {
      const row = element("li", "row");
      row.dataset["service"] = route.service;
      row.append(element("code", "prefix", pattern(route)), element("span", "arrow", "→"));
      const service = named.get(route.service);
      row.append(service ? card(service, inspection) : element("span", "card", route.service));
      return row;
    }),
  );
  const reached = new Set(inspection.routing.map((route) => route.service));
  const unreached = services.filter((service) => !reached.has(service.name));
  others.hidden = unreached.length === 0;
  others.querySelector("ul")?.replaceChildren(
    ...unreached.map((service) => {
      const row = element("li", "");
      row.dataset["service"] = service.name;
      row.append(card(service, inspection));
      return row;
    }),
  );
  mark();
}

function card(service: Service, inspection: Inspection): HTMLElement {
  const card = element("article", "card");
  const name = element("button", "name", service.name);
  name.title = `Go to ${service.name} in the file`;
  name.addEventListener("click", () => editor.postMessage({ type: "show", service: service.name }));
  card.append(name);
  const facts = [service.framework ?? service.runtime, service.entrypoint, service.type === "web" ? undefined : service.type];
  card.append(element("span", "facts", facts.filter(Boolean).join(" · ")));
  const variables = variablesOf(inspection, service.name);
  if (variables.length > 0) {
    const list = element("dl", "variables");
    for (const [variable, value] of variables) {
      list.append(element("dt", "", variable), element("dd", "", value));
    }
    card.append(list);
  }
  return card;
}

function element(tag: string, className: string, text = ""): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}
