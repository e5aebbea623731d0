/**
 * The full route template of a request through Express 4.17 and later and 5, as
 * the application wrote it: `/orgs/:orgId/repos/:repoId`.
 *
 *     watchRouters();           // when metrics are created
 *     followRoute(req);         // in the middleware, before it calls next
 *     routeTemplateOf(req);     // once the response has closed
 *
 * The prototype of each copy's `Layer` is patched once, so that every layer of
 * a router says which request it is about to handle. That works for all
 * versions alike; the diagnostics channel of router 2.3 costs more, and what
 * answers without a route or falls through is not in it.
 */
import type { IncomingMessage } from "node:http";
import { stateOf } from "@routemetrics/core/adapter";
import { FollowedRequest } from "./followed-request.js";
import { patchLayers } from "./layer-patch.js";
import type { RouteView } from "./left-view.js";
import { appOf, layerPrototypeOf, loadedLayerPrototypes } from "./loaded-routers.js";
import { Place, type RouteTemplate } from "./place.js";
import type { RoutedRequest } from "./router-internals.js";

export type { RouteTemplate } from "./place.js";

/** Finds the copies of Express loaded so far and follows the requests through their routers. Cheap enough to repeat. */
export function watchRouters(): void {
  routeFollower().watch();
}

/** Makes sure that the layers of an application, which has been asked already, are followed. */
export function watchApplication(app: object): void {
  routeFollower().watchApplication(app);
}

/** Makes sure that a request is followed from here on, if it is not already. */
export function followRoute(req: IncomingMessage): void {
  routeFollower().follow(req);
}

/** The same for a request that comes to an application that is watched. */
export function followEarly(req: IncomingMessage): void {
  routeFollower().followEarly(req);
}

/**
 * The template of what answered; undefined when no route matched. One object per distinct template.
 */
export function routeTemplateOf(req: IncomingMessage): RouteTemplate | undefined {
  return routeFollower().templateOf(req);
}

/**
 * Shows the request as the route that it has left saw it; called again, as it was.
 * Nothing changes while a handler still has it, or where no route had it.
 */
export function swapView(req: IncomingMessage): void {
  routeFollower().swapView(req);
}

/** What the route sees that the request is in, whoever has it later; undefined where it is in none. */
export function viewOf(req: IncomingMessage): RouteView | undefined {
  return routeFollower().viewOf(req);
}

const FOLLOWED = Symbol("routemetrics.followed-request");
type State = { [FOLLOWED]?: FollowedRequest };

function followedOf(req: IncomingMessage): FollowedRequest | undefined {
  return (stateOf(req) as State)[FOLLOWED];
}

class RouteFollower {
  readonly #places = Place.roots();
  readonly #apps = new WeakSet<object>();
  // Most layers run one after the other for the same request.
  private last: FollowedRequest | undefined = undefined;

  watch(): void {
    try {
      for (const prototype of loadedLayerPrototypes()) patchLayers(prototype, this.requestOf);
    } catch {
      // The copies are found through their applications then.
    }
  }

  follow(req: RoutedRequest): void {
    try {
      if (this.isFollowed(req)) return;
      this.watchApplication(appOf(req));
      this.begin(req);
    } catch {
      // Stays unmatched.
    }
  }

  /** For requests that come to a watched application. */
  followEarly(req: RoutedRequest): void {
    if (!this.isFollowed(req)) this.begin(req);
  }

  /** Undefined: a router without an application. */
  watchApplication(app: object | undefined): void {
    const key = app ?? this.#apps;
    if (this.#apps.has(key)) return;
    this.#apps.add(key);
    this.watch();
    if (app) patchLayers(layerPrototypeOf(app), this.requestOf);
  }

  templateOf(req: RoutedRequest): RouteTemplate | undefined {
    const isLast = this.last?.request === req;
    const followed = isLast ? this.last : followedOf(req);
    if (isLast) this.last = undefined;
    try {
      return followed?.template();
    } catch {
      return undefined;
    }
  }

  swapView(req: RoutedRequest): void {
    followedOf(req)?.swapView();
  }

  viewOf(req: RoutedRequest): RouteView | undefined {
    return followedOf(req)?.viewOfRoute();
  }

  private readonly requestOf = (req: RoutedRequest): FollowedRequest => {
    const { last } = this;
    return last?.request === req ? last : this.find(req);
  };

  private isFollowed(req: RoutedRequest): boolean {
    return this.last?.request === req || followedOf(req) !== undefined;
  }

  private begin(req: RoutedRequest): void {
    // Mounts that the request has passed already were not seen.
    const { root, nowhere } = this.#places;
    this.add(new FollowedRequest(req, req.baseUrl ? nowhere : root));
  }

  private find(req: RoutedRequest): FollowedRequest {
    return followedOf(req) ?? this.add(new FollowedRequest(req, this.#places.root));
  }

  private add(followed: FollowedRequest): FollowedRequest {
    (stateOf(followed.request) as State)[FOLLOWED] = followed;
    this.last = followed;
    return followed;
  }
}

const SHARED = Symbol.for("routemetrics.express.follower");

/** Noted here: to look it up costs as much as to use it. */
let known: RouteFollower | undefined;

/** One for all copies of this library in the process: the first to need it makes it. */
function routeFollower(): RouteFollower {
  if (known === undefined) {
    const shared = globalThis as { [SHARED]?: RouteFollower };
    shared[SHARED] ??= new RouteFollower();
    known = shared[SHARED];
  }
  return known;
}
