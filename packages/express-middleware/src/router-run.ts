import type { FollowedLayer } from "./followed-layer.js";
import type { FollowedRequest } from "./followed-request.js";
import type { RouteView } from "./left-view.js";
import type { Place, RouteTemplate } from "./place.js";
import type { Next } from "./router-internals.js";

/** One run of a router (not of a route) for one request. */
export interface Run {
  readonly followed: FollowedRequest;
  /** A router hands one and the same `next` to all of its layers: it tells the runs apart. */
  readonly next: Next;
  readonly parent: Run | undefined;
  readonly place: Place;
  /** What the request shows while no layer of this run has it. */
  readonly own: RouteTemplate | undefined;
  /** The length of the router's `baseUrl`, where it is needed. */
  readonly baseLength: number;
  /** The mount that led to it, if one did. */
  readonly mount: FollowedLayer | undefined;
  /** The `next` that layers get instead, made for the first that needs one. */
  leaving: Next | undefined;
  /** What the present route sees, where somebody asked for it. */
  view: RouteView | undefined;
}

/** The run that this mount has led to already, in a router that contains itself: its depth is up to the client. */
export function runMountedBy(mount: FollowedLayer, inner: Run): Run | undefined {
  for (let run: Run | undefined = inner; run !== undefined; run = run.parent) {
    if (run.mount === mount) return run;
  }
  return undefined;
}

/** The `next` of layers from which the request may be passed on. */
export function leavingOf(run: Run): Next {
  run.leaving ??= leave.bind(run);
  return run.leaving;
}

function leave(this: Run, error?: unknown): void {
  this.followed.leave(this, error);
  this.next(error);
}
