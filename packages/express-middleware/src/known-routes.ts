import type { HttpMetrics } from "@routemetrics/core/adapter";
import { layerText, routeText } from "./layer-template.js";
import { join } from "./place.js";
import type { Layer, Route } from "./router-internals.js";

/**
 * Creates the series of the routes that an application has now at 0. Left to
 * their first request are paths whose text depends on it (arrays), and
 * sub-applications, which Express hides behind a function.
 */
export function preinitialiseRoutes(
  http: HttpMetrics,
  layers: readonly unknown[],
  mount = "",
): void {
  for (const layer of layers as readonly Layer[]) {
    const { route, handle } = layer;
    if (route !== undefined) {
      if (!Array.isArray(route.path))
        preinitialise(http, join(mount, routeText(route.path)), route);
    } else if (handle.stack !== undefined) {
      const text = layerText(layer);
      if (typeof text === "string") {
        preinitialiseRoutes(http, handle.stack, text === "" ? mount : join(mount, text));
      }
    }
  }
}

function preinitialise(http: HttpMetrics, path: string, { methods = {} }: Route): void {
  for (const method of Object.keys(methods)) {
    if (method !== "_all") http.preinitialise(path, method.toUpperCase());
  }
}
