// What the routing panel and its page say to each other.

import type { Inspection } from "../inspection";
import type { Request, Route } from "../route";

export type ToPage =
  | {
      readonly type: "picture";
      readonly file: string;
      readonly host: string;
      readonly inspection: Inspection | null;
      /** Why no server runs. */
      readonly failure: string | null;
      /** The service that the person asked for. */
      readonly service: string | null;
      /** The request that the person asked for. */
      readonly request: Request | null;
    }
  | { readonly type: "route"; readonly request: Request; readonly route: Route | null };

export type FromPage =
  | { readonly type: "ready" }
  | { readonly type: "show"; readonly service: string }
  | { readonly type: "route"; readonly request: Request }
  | { readonly type: "addTest"; readonly request: Request };
