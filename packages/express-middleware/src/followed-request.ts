import type { FollowedLayer } from "./followed-layer.js";
import { routeText } from "./layer-template.js";
import { LeftView, RouteView } from "./left-view.js";
import type { Place, RouteTemplate } from "./place.js";
import type { Next, Route, RoutedRequest } from "./router-internals.js";
import { leavingOf, type Run } from "./router-run.js";

/**
 * True once a router has `param()` handlers: a route may match then whose layer nothing enters.
 * Without them `req.route` needs no look, which costs more than all the rest of a layer.
 */
let matchesUnseen = false;

/** From now on routes may match unseen. */
export function expectUnseenMatches(): void {
  matchesUnseen = true;
}

/** Where one request is among the routers, and the template of what has it. */
export class FollowedRequest {
  readonly request: RoutedRequest;
  // Not `#private`: one object per request, and those fields cost more to make.
  private matched: RouteTemplate | undefined = undefined;
  private place: Place;
  private mount: FollowedLayer | undefined = undefined;
  private baseLength = 0;
  private run: Run | undefined = undefined;
  /** The route in `req.route`, as far as its match has been dealt with. */
  private route: unknown = undefined;
  private inRoute = false;
  /** What had answered when it passed the request on all the same: `res.send(…); next()`. */
  private answered:
    | { readonly matched: RouteTemplate | undefined; readonly view: LeftView }
    | undefined = undefined;
  /** What the layer saw that failed, while no other has the request. */
  private left: LeftView | undefined = undefined;

  constructor(request: RoutedRequest, place: Place) {
    this.request = request;
    this.place = place;
  }

  /** A layer is about to handle the request. Returns the `next` to give it. */
  enter(followed: FollowedLayer, next: Next): Next {
    const run = this.runOf(next);
    if (matchesUnseen && !followed.isRoute) this.route = routeOf(this.request);
    if (followed.isTransparent) {
      this.back(run, run.own);
      return next;
    }
    this.left = undefined;
    if (followed.isRoute) {
      this.route = followed.layer.route;
      this.back(run, followed.routeIn(run.place, this.request));
      this.inRoute = true;
    } else {
      this.run = run;
      this.inRoute = false;
      this.place = followed.mountIn(run, this.request);
      this.matched = this.place.wildcard;
      this.mount = followed;
      if (followed.needsBase) this.baseLength = (this.request.baseUrl ?? "").length;
    }
    return leavingOf(run);
  }

  /** An error handler of a router is about to get the request; what failed keeps it. */
  enterErrorHandler(error: unknown, next: Next): Next {
    const run = this.runOf(next);
    this.settle(error);
    return leavingOf(run);
  }

  /** A handler has failed: what was matched, and what it saw, stays until another has the request. */
  fail(error: unknown): void {
    if (error === "route" || error === "router") return;
    this.settle(error);
    // The innermost layer fails first.
    this.left ??= new LeftView(this.request);
  }

  /** The template of what answered. */
  template(): RouteTemplate | undefined {
    if (this.answered !== undefined) return this.answered.matched;
    // No other route has matched since where a route still has the request.
    if (this.inRoute === false || matchesUnseen === true) this.settle(undefined);
    return this.matched;
  }

  /** Shows the request as the layer that answered or failed saw it; called again, as it was. */
  swapView(): void {
    const req = this.request;
    if (this.answered !== undefined) {
      this.answered.view.swap(req);
      return;
    }
    // Handlers know no request without parameters; routers take them away from what they have not matched.
    if (req.params === undefined) {
      const { baseUrl, url } = req;
      this.left ??= new LeftView({ params: {}, baseUrl, url });
    }
    this.left?.swap(req);
  }

  /** What the present route sees; undefined outside of routes. */
  viewOfRoute(): RouteView | undefined {
    const { run } = this;
    if (run === undefined || !this.inRoute) return undefined;
    run.view ??= new RouteView();
    return run.view;
  }

  /** The layer that has the request is about to pass it on. */
  leave(run: Run, error: unknown): void {
    try {
      const req = this.request;
      run.view?.leave(req);
      run.view = undefined;
      const isFailure = error && error !== "route" && error !== "router";
      if (isFailure) this.fail(error);
      if (req.res?.writableEnded === true && this.answered === undefined) {
        this.answered = { matched: this.matched, view: new LeftView(req) };
      }
      // What passes a request on had no part in its answer.
      if (!isFailure) this.left = undefined;
      if (matchesUnseen) this.route = routeOf(req);
      this.back(run, isFailure ? this.matched : run.own);
    } catch {
      // Whatever the application made of `req`, its request goes on.
    }
  }

  private back(run: Run, matched: RouteTemplate | undefined): void {
    this.matched = matched;
    this.run = run;
    this.place = run.place;
    this.mount = undefined;
    this.baseLength = run.baseLength;
    this.inRoute = false;
  }

  /** An unknown `next` is a run that the layer entered last has started. */
  private runOf(next: Next): Run {
    for (let run = this.run; run !== undefined; run = run.parent) {
      if (run.next === next) return run;
    }
    return {
      followed: this,
      next,
      parent: this.run,
      place: this.place,
      own: this.matched,
      mount: this.mount,
      baseLength: this.baseLength,
      leaving: undefined,
      view: undefined,
    };
  }

  /**
   * Deals with what no layer has seen: a route that matched, but whose `param()`
   * handlers failed or answered; and a path that could not be decoded, which
   * matches nothing.
   */
  private settle(error: unknown): void {
    const route = routeOf(this.request);
    if (route !== this.route) {
      expectUnseenMatches();
      this.route = route;
      if (route !== undefined) this.matched = this.place.route(routeText(route.path));
    } else if (isUndecodable(error) && this.matched === this.place.wildcard) {
      this.matched = undefined;
    }
  }
}

/** Each request of Express has a shape of its own: a property by name would cost 2,000 instructions. */
function routeOf(req: RoutedRequest): Route | undefined {
  return Reflect.get(req, "route");
}

function isUndecodable(error: unknown): boolean {
  return error instanceof URIError && error.message.startsWith("Failed to decode param");
}
