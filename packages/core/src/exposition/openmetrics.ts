import type { MetricFamily } from "../metric-family.js";
import { type RenderOptions, renderAll } from "./render.js";

/** Renders families as OpenMetrics 1.0, with exemplars; `created: true` adds `_created` samples. */
export function renderOpenMetrics(
  families: Iterable<MetricFamily>,
  options: RenderOptions = {},
): string {
  return renderAll(families, "openmetrics", options).toString();
}
