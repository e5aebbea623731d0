import { type LayerText, layerText } from "./layer-template.js";
import type { Place, RouteTemplate } from "./place.js";
import type { Layer, RoutedRequest } from "./router-internals.js";
import { type Run, runMountedBy } from "./router-run.js";

/** True for mounts at one of several paths, and for what leads to one and has no path of its own. */
function varies(layer: Layer): boolean {
  if (layer.route !== undefined) return false;
  const text = layerText(layer);
  return typeof text === "function" || (text === "" && layer.handle.stack?.some(varies) === true);
}

/** What is known of a layer of a router, found when the first request reaches it. */
export class FollowedLayer {
  readonly layer: Layer;
  readonly isRoute: boolean;
  /** Mounted at `/`: whether it has the request or has passed it on makes no difference. */
  readonly isTransparent: boolean;
  /**
   * True for mounts below which the length of `baseUrl` is needed, which takes a search: where a
   * mount's text depends on the path. What is no router may lead to one, as an application does.
   */
  needsBase: boolean;
  private readonly text: LayerText;
  // The place seen last, and what the layer is in it: nearly always the only one.
  private place: Place | undefined = undefined;
  private route: RouteTemplate | undefined = undefined;
  private mount: Place | undefined = undefined;

  constructor(layer: Layer) {
    this.layer = layer;
    this.isRoute = layer.route !== undefined;
    this.text = layerText(layer);
    this.isTransparent = !this.isRoute && this.text === "";
    this.needsBase = layer.handle.stack?.some(varies) ?? true;
  }

  routeIn(place: Place, req: RoutedRequest): RouteTemplate | undefined {
    if (this.place === place) return this.route;
    const { text } = this;
    if (typeof text === "function") return place.route(text(pathname(req.url)));
    this.route = place.route(text);
    this.place = place;
    return this.route;
  }

  mountIn(run: Run, req: RoutedRequest): Place {
    const { place } = run;
    if (this.place === place) return this.mount as Place;
    const mount = runMountedBy(this, run)?.place ?? this.mountBelow(run, req);
    if (typeof this.text === "string") {
      this.mount = mount;
      this.place = place;
    }
    return mount;
  }

  private mountBelow(run: Run, req: RoutedRequest): Place {
    const { text } = this;
    if (typeof text === "string") return run.place.mount(text);
    expectVaryingMount(run);
    return run.place.mount(text(mountedPath(run, req)));
  }
}

/** One may have been added, or hidden, since the mount above was met. */
function expectVaryingMount(below: Run): void {
  let run: Run | undefined = below;
  while (run !== undefined && run.mount === undefined) run = run.parent;
  if (run?.mount !== undefined) run.mount.needsBase = true;
}

/** What the layer saw of the path: what it has matched, and what is left. */
function mountedPath({ baseLength }: Run, { baseUrl = "", url }: RoutedRequest): string {
  return baseUrl.slice(baseLength) + pathname(url);
}

function pathname(url = "/"): string {
  const path = url.startsWith("/") ? url : url.replace(/^[^/?#]+:\/\/[^/?#]*/, "");
  const end = path.search(/[?#]/);
  return end === -1 ? path : path.slice(0, end);
}
