import { pathOf } from "./exclusion.js";
import type { HttpMetricsSettings } from "./http-metrics-settings.js";
import { labelOf } from "./label-reader.js";
import type { Measurement } from "./measurement.js";
import type { RequestRecorder } from "./request-recorder.js";
import type { Route } from "./route.js";
import { hasFailed } from "./unhandled-error.js";

export const NO_LABELS: readonly string[] = [];

/** Writes a request that is over into the metrics of each preset, with all that options ask for. */
export function recordMeasurement(measurement: Measurement, settings: HttpMetricsSettings): void {
  const { recorders } = settings;
  const path = pathIn(settings, measurement);
  const failed = hasFailed(measurement);
  for (let i = 0; i < recorders.length; i++) {
    const recorder = recorders[i] as RequestRecorder;
    const extra = extraValues(settings, recorder, measurement);
    const label = recorder.routeNames ? (routeName(settings, measurement) ?? path) : path;
    recorder.record(label, measurement, extra);
    if (failed) recorder.recordException(label, measurement, extra);
  }
}

function pathIn(
  settings: HttpMetricsSettings,
  measurement: Measurement,
): Route | string | undefined {
  const { groupBy, recorders, warn } = settings;
  const { request, response, rawRequest } = measurement;
  if (groupBy === "route") return measurement.framework.route(request, response);
  if (groupBy === "path") {
    return pathOf((rawRequest as { originalUrl?: string }).originalUrl ?? rawRequest.url);
  }
  const path = labelOf(groupBy as never, request, response, recorders[0]?.families.key, warn);
  // A function that names nothing leaves the request unmatched.
  return path === "" ? undefined : path;
}

function routeName(
  { groupBy }: HttpMetricsSettings,
  { framework, request }: Measurement,
): string | undefined {
  return groupBy === "route" ? framework.routeName?.(request) : undefined;
}

function extraValues(
  { extraLabels, warn }: HttpMetricsSettings,
  { families }: RequestRecorder,
  { request, response }: Measurement,
): readonly string[] {
  // What no request decides the recorder knows.
  if (extraLabels.constants !== undefined) return NO_LABELS;
  const family = families.duration ?? families.summary ?? families.total;
  if (family === undefined) return NO_LABELS;
  return extraLabels.read(request, response, family as never, warn);
}
