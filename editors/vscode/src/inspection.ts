// What the request `svcLsp/inspect` answers: what Vercel will make of the project.

export interface Service {
  readonly name: string;
  readonly type?: string;
  readonly framework?: string;
  readonly runtime?: string;
  readonly routePrefix?: string;
  readonly subdomain?: string;
  readonly workspace?: string;
  readonly root?: string;
  readonly entrypoint?: string;
  readonly schedule?: string | readonly string[];
  readonly builder?: { readonly use: string; readonly src?: string };
  readonly bindings?: readonly { readonly service: string; readonly env: string }[];
}

export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly service?: string | null;
}

/** A service of the file, whether Vercel rejects it or not. */
export interface Declared {
  readonly name: string;
  /** The name of the framework or runtime. */
  readonly framework?: string;
  /** The file or folder that it starts from, from the project root. */
  readonly source?: string;
  readonly isRejected: boolean;
}

/** A row of the routing table: a prefix (v1) or a rewrite's source (v2), and the service that it leads to. */
export interface Row {
  readonly prefix?: string;
  readonly source?: string;
  readonly service: string;
}

export interface Inspection {
  readonly configError: Failure | null;
  readonly errors: readonly Failure[];
  readonly services: readonly Service[];
  readonly env: Readonly<Record<string, string>>;
  /** Per service, the variables that come from it. */
  readonly variables?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The key that declares the services. */
  readonly model: string | null;
  /** In the order in which requests meet them. */
  readonly declared: readonly Declared[];
  /** The routing table, as if Vercel rejected no service. */
  readonly declaredRouting: readonly Row[];
}

/** What a row matches, as it is written. */
export function pattern(row: Row): string {
  return row.prefix ?? row.source ?? "";
}

/** What Vercel resolves of a service; nothing of one that it rejects. */
export function resolved(inspection: Inspection, name: string): Service | undefined {
  return inspection.services.find((service) => service.name === name);
}

/** What is written of the requests that a service is meant to answer. */
export function patternsOf(inspection: Inspection, name: string): string[] {
  return inspection.declaredRouting.filter((row) => row.service === name).map(pattern);
}

/** Why Vercel rejects the file and its services. */
export function rejections(inspection: Inspection | undefined): Failure[] {
  return inspection ? [inspection.configError, ...inspection.errors].filter((it) => it !== null) : [];
}

/**
 * The picture while the file is broken: what it was before, under the errors of now. A missing comma does not make the
 * services go away.
 */
export function whileBroken(now: Inspection, last: Inspection | undefined): Inspection {
  const broken = now.errors.some(({ code }) => code === "INVALID_VERCEL_JSON");
  return broken && last ? { ...last, configError: now.configError, errors: now.errors } : now;
}

/** The variables that Vercel generates for a service, as the server reports them. */
export function variablesOf(inspection: Inspection, service: string): [string, string][] {
  return Object.entries(inspection.variables?.[service] ?? {});
}

/** The variables that a service takes from others by its bindings: names and the other services. */
export function bindingsOf(service: Service | undefined): [string, string][] {
  return (service?.bindings ?? []).map(({ env, service }) => [env, service]);
}

/** The variables as the text of a `.env` file. */
export function asDotEnv(env: Readonly<Record<string, string>>): string {
  return Object.entries(env)
    .map(([name, value]) => `${name}=${/[\s"'#$]/.test(value) ? JSON.stringify(value) : value}\n`)
    .join("");
}
