import type { MetricFamily } from "../metric-family.js";
import { renderAll } from "./render.js";

/** Renders families in the text format 0.0.4 that every Prometheus understands. */
export function renderText(families: Iterable<MetricFamily>): string {
  return renderAll(families, "text").toString();
}
