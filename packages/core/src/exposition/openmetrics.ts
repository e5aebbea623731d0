import type { MetricFamily } from "../metric-family.js";
import { bytesOf, oneByOne } from "./block.js";
import { exposeFamilies } from "./exposed-family.js";
import type { RenderOptions } from "./family-writer.js";
import { renderAll, renderBlocks } from "./render.js";

/** Renders families as OpenMetrics 1.0, with exemplars; `created: true` adds `_created` samples. */
export function renderOpenMetrics(
  families: Iterable<MetricFamily>,
  options: RenderOptions = {},
): string {
  return renderAll(families, "openmetrics", options).toString();
}

/** The same in chunks; the event loop turns in between, however many series there are. */
export function streamOpenMetrics(
  families: Iterable<MetricFamily>,
  options: RenderOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  const { exposed } = exposeFamilies(families, "openmetrics");
  return oneByOne(bytesOf(renderBlocks(exposed, "openmetrics", options)));
}
