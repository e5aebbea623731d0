import type { RouteView } from "./left-view.js";
import type { Place, RouteTemplate } from "./place.js";
import type { Layer, Next } from "./router-internals.js";

/** One run of a router (not of a route) for one request. */
export interface Run {
  /** A router hands one and the same `next` to all of its layers: it tells the runs apart. */
  readonly next: Next;
  readonly parent: Run | undefined;
  readonly place: Place;
  /** What the request shows while no layer of this run has it. */
  readonly own: RouteTemplate | undefined;
  /** The `baseUrl` of the router. */
  readonly url: string;
  /** The mount that led to it, if one did. */
  readonly mount: Layer | undefined;
  /** What the present route sees, where somebody asked for it. */
  view: RouteView | undefined;
}

/** The run that this mount has led to already, in a router that contains itself: its depth is up to the client. */
export function runMountedBy(layer: Layer, inner: Run): Run | undefined {
  for (let run: Run | undefined = inner; run !== undefined; run = run.parent) {
    if (run.mount === layer) return run;
  }
  return undefined;
}
