// What the routing panel and its page say to each other.

import type { Inspection } from "../inspection";

export interface ToPage {
  readonly file: string;
  readonly inspection: Inspection | null;
}

export type FromPage = { readonly type: "ready" } | { readonly type: "show"; readonly service: string };
