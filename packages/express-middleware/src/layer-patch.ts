import { FollowedLayer } from "./followed-layer.js";
import type { FollowedRequest } from "./followed-request.js";
import { routerOf } from "./loaded-routers.js";
import { watchParamHandlers } from "./param-handlers.js";
import type { HandleError, HandleRequest, Layer, Next, RoutedRequest } from "./router-internals.js";

/** Marks what is patched, for every copy of this library in the process. */
const PATCHED = Symbol.for("routemetrics.express.patched");
const FOLLOWED = Symbol("routemetrics.followed");

/** Layers inside a route: they change nothing. */
const INSIDE_ROUTE = null;

type MarkedLayer = Layer & { [FOLLOWED]?: FollowedLayer | typeof INSIDE_ROUTE };
type LayerPrototype = { [PATCHED]?: boolean } & Record<string, unknown>;

/** Express 4 and 5 call the same two methods differently. */
const NAMES = [
  ["handle_request", "handle_error"],
  ["handleRequest", "handleError"],
] as const;

/** Makes the layers of one copy of Express report to the request that `requestOf` finds. Never throws. */
export function patchLayers(
  prototype: object | null | undefined,
  requestOf: (req: RoutedRequest) => FollowedRequest,
): void {
  try {
    const layers = prototype as LayerPrototype | null | undefined;
    if (!layers || layers[PATCHED]) return;
    const names = NAMES.find(([request, error]) => layers[request] && layers[error]);
    if (names === undefined) return;
    const [request, error] = names;
    const handleRequest = layers[request] as HandleRequest;
    const handleError = layers[error] as HandleError;
    Object.defineProperty(layers, PATCHED, { value: true });

    layers[request] = function handle(this: MarkedLayer, req, res, next) {
      return handleRequest.call(this, req, res, entered(this, req, next));
    } satisfies HandleRequest;

    layers[error] = function handle(this: MarkedLayer, failure, req, res, next) {
      return handleError.call(this, failure, req, res, failed(this, failure, req, next));
    } satisfies HandleError;
  } catch {
    // A frozen prototype: its routes stay unmatched.
  }

  function entered(layer: MarkedLayer, req: RoutedRequest, next: Next): Next {
    try {
      let followed = layer[FOLLOWED];
      if (followed === INSIDE_ROUTE) return next;
      followed ??= follow(layer, req);
      return followed === INSIDE_ROUTE ? next : requestOf(req).enter(followed, next);
    } catch {
      return next;
    }
  }

  function failed(layer: MarkedLayer, error: unknown, req: RoutedRequest, next: Next): Next {
    try {
      const isHandler = "route" in layer && layer.handle.length === 4;
      return isHandler ? requestOf(req).enterErrorHandler(error, next) : next;
    } catch {
      return next;
    }
  }

  function follow(layer: MarkedLayer, req: RoutedRequest): FollowedLayer | typeof INSIDE_ROUTE {
    const isSkipped = !("route" in layer) || layer.handle.length > 3;
    const followed = isSkipped ? INSIDE_ROUTE : new FollowedLayer(layer);
    Object.defineProperty(layer, FOLLOWED, { value: followed });
    // A mounted router may come from another copy of Express.
    const inner = layer.handle.stack?.[0];
    if (inner) patchLayers(Object.getPrototypeOf(inner), requestOf);
    watchParamHandlers(layer.handle, paramFailed);
    if (req.app) watchParamHandlers(routerOf(req.app), paramFailed);
    return followed;
  }

  function paramFailed(error: unknown, req: RoutedRequest): void {
    try {
      requestOf(req).fail(error);
    } catch {
      // What fails is seen by the next layer.
    }
  }
}
