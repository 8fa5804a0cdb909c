// What the routing panel and its page say to each other.

import type { Inspection } from "../inspection";

/** What `svcLsp/route` answers: who takes a request, and how it got there. */
export interface RouteAnswer {
  /** The service that takes the request; null where none does. */
  readonly service: string | null;
  /** The path that the application receives; null where no application does. */
  readonly receives: string | null;
  /** The rules that acted, in order, each in a sentence. */
  readonly steps: readonly { readonly summary: string }[];
}

export type ToPage =
  | { readonly type: "inspection"; readonly file: string; readonly inspection: Inspection | null }
  | { readonly type: "route"; readonly path: string; readonly answer: RouteAnswer | null };

export type FromPage =
  | { readonly type: "ready" }
  | { readonly type: "route"; readonly path: string }
  | { readonly type: "show"; readonly service: string };
