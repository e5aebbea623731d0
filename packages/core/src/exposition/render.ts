import { setImmediate } from "node:timers/promises";
import type { MetricFamily } from "../metric-family.js";
import { type ExposedFamily, exposeFamilies, type FamilyWriter } from "./exposed-family.js";
import type { Format } from "./format.js";
import { OpenMetricsWriter } from "./openmetrics-writer.js";
import { ProtobufWriter } from "./protobuf-writer.js";
import { TextWriter } from "./text-writer.js";

export interface RenderOptions {
  /** OpenMetrics only: `_created` samples, which Prometheus stores as further series. Default: false. */
  readonly created?: boolean;
}

/** Milliseconds of rendering between two turns of the event loop. */
const SLICE_MS = 0.5;

/**
 * Renders in chunks of about 64 KiB and lets the event loop turn in between.
 *
 * It yields by the time spent and not by a number of series: a series may have
 * one sample or hundreds.
 */
export async function* renderChunks(
  exposed: Iterable<ExposedFamily>,
  format: Format,
  options: RenderOptions = {},
): AsyncGenerator<Buffer, void, undefined> {
  let sliceEnd = performance.now() + SLICE_MS;
  for (const chunk of renderSteps(exposed, createWriter(format, options))) {
    if (chunk !== undefined) yield chunk;
    if (performance.now() < sliceEnd) continue;
    await setImmediate();
    sliceEnd = performance.now() + SLICE_MS;
  }
}

/** Renders in one go, for a body that is needed as a whole and may take its time. */
export function renderAll(
  families: Iterable<MetricFamily>,
  format: Format,
  options: RenderOptions = {},
): Buffer {
  const { exposed } = exposeFamilies(families, format);
  const chunks: Buffer[] = [];
  for (const chunk of renderSteps(exposed, createWriter(format, options))) {
    if (chunk !== undefined) chunks.push(chunk);
  }
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
}

/** One step a series; yields a chunk whenever one is full, and at the end. */
function* renderSteps(
  families: Iterable<ExposedFamily>,
  writer: FamilyWriter,
): Generator<Buffer | undefined, void, undefined> {
  for (const exposed of families) {
    writer.writeFamilyHeader(exposed);
    for (const series of exposed.family.series) {
      writer.writeSeries(exposed, series);
      yield writer.isFull ? writer.take() : undefined;
    }
    writer.endFamily(exposed);
    if (writer.isFull) yield writer.take();
  }
  writer.end();
  yield writer.take();
}

function createWriter(format: Format, options: RenderOptions): FamilyWriter {
  if (format === "protobuf") return new ProtobufWriter();
  return format === "openmetrics"
    ? new OpenMetricsWriter(options.created ?? false)
    : new TextWriter();
}
