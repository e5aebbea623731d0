import { type LayerText, layerText } from "./layer-template.js";
import type { Place, RouteTemplate } from "./place.js";
import type { Layer, RoutedRequest } from "./router-internals.js";

/** What is known of a layer of a router, found when the first request reaches it. */
export class FollowedLayer {
  readonly layer: Layer;
  readonly isRoute: boolean;
  /** Mounted at `/`: whether it has the request or has passed it on makes no difference. */
  readonly isTransparent: boolean;
  readonly #text: LayerText;
  // The place seen last: nearly always the only one.
  #place: Place | undefined;
  #route: RouteTemplate | undefined;
  #mount: Place | undefined;

  constructor(layer: Layer) {
    this.layer = layer;
    this.isRoute = layer.route !== undefined;
    this.#text = layerText(layer);
    this.isTransparent = !this.isRoute && this.#text === "";
  }

  routeIn(place: Place, req: RoutedRequest): RouteTemplate | undefined {
    if (typeof this.#text === "function") return place.route(this.#text(pathname(req.url)));
    if (this.#place !== place) {
      this.#route = place.route(this.#text);
      this.#place = place;
    }
    return this.#route;
  }

  /** `url` is the `baseUrl` of the router that the layer is in. */
  mountIn(place: Place, url: string, req: RoutedRequest): Place {
    if (typeof this.#text === "function") {
      const mounted = (req.baseUrl ?? "").slice(url.length) + pathname(req.url);
      return place.mount(this.#text(mounted));
    }
    if (this.#place !== place) {
      this.#mount = place.mount(this.#text);
      this.#place = place;
    }
    return this.#mount as Place;
  }
}

function pathname(url = "/"): string {
  const path = url.startsWith("/") ? url : url.replace(/^[^/?#]+:\/\/[^/?#]*/, "");
  const end = path.search(/[?#]/);
  return end === -1 ? path : path.slice(0, end);
}
