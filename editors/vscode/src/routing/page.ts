// The page inside the routing panel. Everything that comes from the file is set as text, never as markup.

import { type Inspection, type Service, inRoutingOrder, pattern, variablesOf } from "../inspection";
import type { FromPage, ToPage } from "./messages";

declare function acquireVsCodeApi(): { postMessage(message: FromPage): void };

const editor = acquireVsCodeApi();
const byId = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (!found) {
    throw new Error(`no element ${id}`);
  }
  return found;
};

window.addEventListener("message", ({ data }: MessageEvent<ToPage>) => {
  byId("file").textContent = data.file;
  draw(data.inspection);
});
editor.postMessage({ type: "ready" });

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
