import type { Warn } from "../metric/warning.js";
import type { Labels } from "../metric-family.js";
import type { IsExcluded } from "./exclusion.js";
import type { LabelReader } from "./label-reader.js";
import type { Measurement } from "./measurement.js";
import type { RequestRecorder } from "./request-recorder.js";

/** How requests are measured, decided once. */
export interface HttpMetricsSettings {
  /** One per preset; empty without default metrics. */
  readonly recorders: readonly RequestRecorder[];
  readonly extraLabels: LabelReader;
  readonly groupBy: "route" | "path" | ((request: never, response: never) => string);
  readonly isExcluded: IsExcluded | undefined;
  readonly excludeFrom: "defaults" | "all";
  /** Reads the exemplar of a request that is over; must not throw. */
  readonly exemplar: ((measurement: Measurement) => Labels | undefined) | undefined;
  /** Called for each measurement that begins, to watch what only some options need. */
  readonly watch: ((measurement: Measurement) => void) | undefined;
  readonly warn: Warn;
}
