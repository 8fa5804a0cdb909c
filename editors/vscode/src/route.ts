// What the request `svcLsp/route` answers: what becomes of a request.

/** A rule that acted. */
export interface Step {
  readonly kind: string;
  readonly service: string | null;
  /** What the rule matches, as it is written; `null` for a rule that Vercel generates. */
  readonly source: string | null;
  readonly expression: string;
  readonly effect: string;
  readonly from: string;
  readonly to: string;
}

export type Outcome =
  | { readonly kind: "service"; readonly service: string; readonly declared: boolean }
  | { readonly kind: "path"; readonly path: string; readonly file?: string | null; readonly status?: number | null }
  | { readonly kind: "redirect"; readonly status: number; readonly location: string }
  | { readonly kind: "external"; readonly url: string }
  | { readonly kind: "status"; readonly status: number }
  | { readonly kind: "mitigated"; readonly action: string }
  | { readonly kind: "notFound" }
  | { readonly kind: "buildOutput"; readonly path: string }
  | { readonly kind: "undecided"; readonly reason: string };

export interface Route {
  readonly error: string | null;
  readonly outcome?: Outcome;
  /** The service that the request was handed to, whatever came of it there. */
  readonly service?: string | null;
  /** What the application receives. */
  readonly received?: { readonly path: string; readonly query: string } | null;
  readonly steps?: readonly Step[];
  readonly notes?: readonly string[];
}

/** The outcome in words; none where a service answers, which is shown by its name. */
export function outcomeInWords(outcome: Outcome): string | undefined {
  switch (outcome.kind) {
    case "service":
      return outcome.declared ? undefined : `It goes to ${outcome.service}, a service that is not declared.`;
    case "path":
      return `What is built at ${outcome.file ?? outcome.path} answers${outcome.status ? ` with status ${outcome.status}` : ""}.`;
    case "redirect":
      return `It is redirected to ${outcome.location} (${outcome.status}).`;
    case "external":
      return `It goes to ${outcome.url}, another host.`;
    case "status":
      return `It is answered with status ${outcome.status}.`;
    case "mitigated":
      return `The firewall answers: ${outcome.action}.`;
    case "notFound":
      return "Nobody answers: 404.";
    case "buildOutput":
      return `No rule matches ${outcome.path}: 404 unless the build outputs it.`;
    case "undecided":
      return `It can't be told: ${outcome.reason}`;
  }
}

/** What a rule did, in words. */
export function stepInWords({ kind, source, expression, effect, from, to, service }: Step): string {
  const rule = source ? `${RULES[kind] ?? kind} ${source}` : `${RULES[kind] ?? kind} that Vercel generates`;
  const moved = from === to ? "" : `: ${from} becomes ${to}`;
  const handed = effect === "handedOver" && service ? ` to ${service}` : "";
  return `${rule} ${EFFECTS[effect] ?? effect}${handed}${moved}${source || kind !== "route" ? "" : ` (${expression})`}`;
}

const RULES: Readonly<Record<string, string>> = {
  cleanUrls: "cleanUrls, a rule",
  trailingSlash: "trailingSlash, a rule",
  route: "the route",
  redirect: "the redirect",
  header: "the header",
  rewrite: "the rewrite",
  hostRewrite: "the subdomain's rule",
  serviceRewrite: "the prefix's rule",
  default: "the default",
  fallback: "the fallback",
  cron: "the cron's rule",
  application: "the application's rule",
};

const EFFECTS: Readonly<Record<string, string>> = {
  continued: "lets it go on",
  rewritten: "gives it another path",
  passed: "leads to nothing, and it goes on",
  endedPhase: "ends its phase",
  redirected: "redirects it",
  handedOver: "hands it over",
  proxied: "sends it to another host",
  answered: "answers it",
};
