// The picture of the project: requests in the order in which they are matched, the services that answer them, and the rest.

import { type Declared, type Inspection, type Service, bindingsOf, pattern, rejections, resolved, variablesOf } from "../inspection";
import type { Route } from "../route";
import { byId, element, sentence, serviceButton } from "./elements";

type Show = (service: string) => void;

/** How many colors the style sheet tells services apart by. */
const COLORS = 6;

export function picture(inspection: Inspection | null, failure: string | null, show: Show): void {
  const services = inspection?.declared ?? [];
  fill(
    "rejections",
    rejections(inspection ?? undefined).map(({ message, service }) =>
      element("li", "", ...(service ? [serviceButton(service, show), ": "] : []), ...sentence(message)),
    ),
  );
  byId("empty").hidden = services.length > 0;
  byId("empty").textContent = inspection
    ? "This file doesn't declare any services yet."
    : (failure ?? "Open a vercel.json to see its routing.");

  const color = new Map(services.map((service, index) => [service.name, String(index % COLORS)]));
  const drawn = new Set<string>();
  const row = (className: string, service: Declared, ...before: Node[]): HTMLElement => {
    const made = element("li", className, ...before, card(service, inspection, show, drawn.has(service.name)));
    drawn.add(service.name);
    made.dataset["service"] = service.name;
    made.dataset["color"] = color.get(service.name) ?? "0";
    return made;
  };
  const named = new Map(services.map((service) => [service.name, service]));
  const routed = (inspection?.declaredRouting ?? []).map((route) => {
    const request = element("span", "request", element("code", "prefix", pattern(route)));
    const made = row("row", named.get(route.service) ?? { name: route.service, isRejected: false }, request);
    made.dataset["pattern"] = pattern(route);
    return made;
  });
  fill("rows", routed);
  fill(
    "others",
    services.filter(({ name }) => !drawn.has(name)).map((service) => row("", service)),
  );
}

/** Marks the way that the request takes and lets the others step back; none where nothing was asked. */
export function mark(route: Route | null): void {
  const service = route?.service ?? null;
  const rows = [...document.querySelectorAll<HTMLElement>("[data-service]")];
  const ofService = rows.filter((row) => row.dataset["service"] === service);
  // Several rewrites may lead to one service: the one that did so counts.
  const sources = new Set(route?.steps?.flatMap(({ source }) => source ?? []));
  const bySource = ofService.filter((row) => sources.has(row.dataset["pattern"] ?? ""));
  const answers = bySource.length > 0 ? bySource : ofService.slice(0, 1);
  document.body.classList.toggle("asked", route !== null);
  for (const row of rows) {
    row.classList.toggle("answers", answers.includes(row));
  }
}

function card(service: Declared, inspection: Inspection | null, show: Show, again: boolean): HTMLElement {
  const card = element("article", service.isRejected ? "card rejected" : "card", serviceButton(service.name, show));
  if (again) {
    return card;
  }
  if (service.framework) {
    card.append(element("span", "kind", service.framework));
  }
  if (service.isRejected) {
    card.append(element("span", "mark", "rejected"));
  }
  const details = inspection ? resolved(inspection, service.name) : undefined;
  const facts = [service.source, details && reachedBy(details)].filter((fact) => fact !== undefined);
  if (facts.length > 0) {
    card.append(element("p", "facts", facts.join(" · ")));
  }
  const variables = [
    ...(inspection ? variablesOf(inspection, service.name) : []),
    ...bindingsOf(details).map(([name, other]) => [name, `the URL of ${other}`] as const),
  ];
  if (variables.length > 0) {
    const rows = variables.map(([name, value]) => element("div", "", element("dt", "", name), element("dd", "", value)));
    card.append(element("dl", "variables", ...rows));
  }
  return card;
}

/** What leads to a service beside a path. */
function reachedBy({ subdomain, schedule, type }: Service): string | undefined {
  if (subdomain) {
    return `at the subdomain ${subdomain}`;
  }
  if (schedule) {
    return `runs on the schedule ${[schedule].flat().join(", ")}`;
  }
  return type === "web" ? undefined : type;
}

/** Fills a list; its section is hidden where there is nothing in it. */
function fill(id: string, rows: readonly Node[]): void {
  const list = byId(id);
  list.replaceChildren(...rows);
  const section = list.closest("section");
  if (section) {
    section.hidden = rows.length === 0;
  }
}
