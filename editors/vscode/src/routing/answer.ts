// Who answers a request, in words.

import { type Route, failureStatus, outcomeInWords, stepInWords } from "../route";
import { element, sentence, serviceButton } from "./elements";

/** `told` is already shown below: why Vercel rejects the file. */
export function answer(route: Route, told: readonly string[], show: (service: string) => void): HTMLElement[] {
  const { outcome, received, steps = [] } = route;
  const notes = (route.notes ?? []).filter((note) => !told.some((message) => note.endsWith(message)));
  const shown: HTMLElement[] = [];
  const failure = failureStatus(route);
  if (outcome?.kind === "service" && outcome.declared) {
    shown.push(element("p", "", serviceButton(outcome.service, show), " answers."));
  } else {
    const words = route.error ?? (outcome && outcomeInWords(outcome)) ?? "The result is unknown.";
    const status = failure === undefined ? [] : [element("strong", "status", String(failure)), " "];
    shown.push(element("p", "", ...status, ...sentence(words)));
  }
  if (received) {
    const path = received.query ? `${received.path}?${received.query}` : received.path;
    shown.push(element("p", "", "The application receives ", element("code", "", path)));
  }
  shown.push(...notes.map((note) => element("p", "note", ...sentence(note))));
  if (steps.length > 0) {
    const rules = steps.map((step) => element("li", "", stepInWords(step)));
    shown.push(element("details", "", element("summary", "", "How the request is routed"), element("ol", "", ...rules)));
  }
  return shown;
}
