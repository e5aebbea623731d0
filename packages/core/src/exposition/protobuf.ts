import type { MetricFamily } from "../metric-family.js";
import { renderAll } from "./render.js";

/**
 * Renders families as delimited `io.prometheus.client.MetricFamily` messages.
 *
 * The one format that carries native histograms to a scraper.
 */
export function renderProtobuf(families: Iterable<MetricFamily>): Uint8Array {
  return renderAll(families, "protobuf");
}
