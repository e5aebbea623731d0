import type { FollowedLayer } from "./followed-layer.js";
import { routeText } from "./layer-template.js";
import { LeftView, RouteView } from "./left-view.js";
import type { Place, RouteTemplate } from "./place.js";
import type { Layer, Next, Route, RoutedRequest } from "./router-internals.js";
import { type Run, runMountedBy } from "./router-run.js";

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
  // Not `#private`: one object per request, and those fields cost more to make.
  private matched: RouteTemplate | undefined = undefined;
  private place: Place;
  private run: Run | undefined = undefined;
  private url = "";
  private mount: Layer | undefined = undefined;
  /** The route in `req.route`, as far as its match has been dealt with. */
  private route: unknown = undefined;
  private inRoute = false;
  /** What had answered when it passed the request on all the same: `res.send(…); next()`. */
  private answered:
    | { readonly matched: RouteTemplate | undefined; readonly view: LeftView }
    | undefined = undefined;
  /** What the layer saw that failed, while no other has the request. */
  private left: LeftView | undefined = undefined;

  constructor(place: Place) {
    this.place = place;
  }

  /** A layer is about to handle the request. Returns the `next` to give it. */
  enter(followed: FollowedLayer, req: RoutedRequest, next: Next): Next {
    const run = this.runOf(next);
    this.route = followed.layer.route ?? (matchesUnseen ? routeOf(req) : this.route);
    if (followed.isTransparent) {
      this.back(run, run.own);
      return next;
    }
    this.left = undefined;
    if (followed.isRoute) {
      this.back(run, followed.routeIn(run.place, req));
      this.inRoute = true;
    } else {
      const outer = runMountedBy(followed.layer, run);
      this.run = run;
      this.place = outer?.place ?? followed.mountIn(run.place, run.url, req);
      this.matched = this.place.wildcard;
      this.url = req.baseUrl ?? "";
      this.mount = followed.layer;
      this.inRoute = false;
    }
    return this.leaving(run, req);
  }

  /** An error handler of a router is about to get the request; what failed keeps it. */
  enterErrorHandler(error: unknown, req: RoutedRequest, next: Next): Next {
    const run = this.runOf(next);
    this.settle(error, req);
    return this.leaving(run, req);
  }

  /** A handler has failed: what was matched, and what it saw, stays until another has the request. */
  fail(error: unknown, req: RoutedRequest): void {
    if (error === "route" || error === "router") return;
    this.settle(error, req);
    // The innermost layer fails first.
    this.left ??= new LeftView(req);
  }

  /** The template of what answered. */
  template(req: RoutedRequest): RouteTemplate | undefined {
    if (this.answered !== undefined) return this.answered.matched;
    this.settle(undefined, req);
    return this.matched;
  }

  /** Shows the request as the layer that answered or failed saw it; called again, as it was. */
  swapView(req: RoutedRequest): void {
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

  private leaving(run: Run, req: RoutedRequest): Next {
    return (error) => {
      this.leave(run, req, error);
      run.next(error);
    };
  }

  private leave(run: Run, req: RoutedRequest, error: unknown): void {
    try {
      run.view?.leave(req);
      run.view = undefined;
      const isFailure = error && error !== "route" && error !== "router";
      if (isFailure) this.fail(error, req);
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
    this.url = run.url;
    this.mount = undefined;
    this.inRoute = false;
  }

  /** An unknown `next` is a run that the layer entered last has started. */
  private runOf(next: Next): Run {
    for (let run = this.run; run !== undefined; run = run.parent) {
      if (run.next === next) return run;
    }
    return {
      next,
      parent: this.run,
      place: this.place,
      own: this.matched,
      url: this.url,
      mount: this.mount,
      view: undefined,
    };
  }

  /**
   * Deals with what no layer has seen: a route that matched, but whose `param()`
   * handlers failed or answered; and a path that could not be decoded, which
   * matches nothing.
   */
  private settle(error: unknown, req: RoutedRequest): void {
    const route = routeOf(req);
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
