import type { Series } from "../metric-family.js";
import type { ByteWriter } from "./byte-writer.js";
import type { ExposedFamily } from "./exposed-family.js";
import type { Format } from "./format.js";
import { OpenMetricsWriter } from "./openmetrics-writer.js";
import { ProtobufWriter } from "./protobuf-writer.js";
import { TextWriter } from "./text-writer.js";

export interface RenderOptions {
  /** OpenMetrics only: `_created` samples, which Prometheus stores as further series. Default: false. */
  readonly created?: boolean;
}

/** Writes one format piece by piece, so that the caller can do something else in between. */
export interface FamilyWriter {
  readonly out: ByteWriter;
  /** True when the head of a family tells how long its series are: they have to be written before it. */
  readonly headHasLength: boolean;
  /** `seriesLength`: the bytes of all series, where the head has it. */
  writeHead(exposed: ExposedFamily, seriesLength: number): void;
  writeSeries(exposed: ExposedFamily, series: Series): void;
  /** As `writeSeries`; `out` has, between two positions, what it wrote for this series before. */
  rewriteSeries(exposed: ExposedFamily, series: Series, start: number, end: number): void;
  /** After the last family. */
  writeEnd(): void;
}

export function createWriter(format: Format, options: RenderOptions = {}): FamilyWriter {
  if (format === "protobuf") return new ProtobufWriter();
  return format === "openmetrics"
    ? new OpenMetricsWriter(options.created ?? false)
    : new TextWriter();
}
