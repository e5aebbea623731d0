import { checkBuckets } from "../metric/buckets.js";
import type { Warn } from "../metric/warning.js";
import type { Labels } from "../metric-family.js";
import type { MetricsOptions } from "../options/metrics-options.js";
import type { RegistryLike } from "../registry-like.js";
import { exclusionOf } from "./exclusion.js";
import { HttpFamilies } from "./http-families.js";
import { HttpMetrics } from "./http-metrics.js";
import { LabelReader } from "./label-reader.js";
import type { Measurement } from "./measurement.js";
import { activeSpan, exemplarOfSpan } from "./otel-span.js";
import { CLIENT_CLOSED, PRESETS, type Preset, type PresetName } from "./preset.js";
import { RequestRecorder } from "./request-recorder.js";
import { watchHeaders, watchRequestBytes, watchResponseBytes } from "./watch-exchange.js";

/** The options that concern requests, turned into what measures them. */
export function createHttpMetrics(
  options: MetricsOptions,
  registry: RegistryLike,
  warn: Warn,
): HttpMetrics {
  const extraLabels = new LabelReader(options.labels);
  const presets = options.defaults === false ? [] : presetsOf(options.preset);
  return new HttpMetrics({
    recorders: presets.map((preset) => recorderOf(preset, options, extraLabels, registry, warn)),
    extraLabels,
    groupBy: options.groupBy ?? "route",
    isExcluded: exclusionOf(options.exclude),
    excludeFrom: options.excludeFrom ?? "defaults",
    exemplar: exemplarReader(options.exemplars),
    watch: watcher(options),
    warn,
  });
}

/** The bounds of durations: those of the options or the preset, and those that the SLO needs. */
export function durationBuckets(options: MetricsOptions, preset: Preset): readonly number[] {
  const buckets = checkBuckets("the option buckets", options.buckets ?? preset.buckets);
  if (options.slo === undefined) return buckets;
  const { latency } = options.slo;
  return [...new Set([...buckets, latency, 4 * latency])].sort((a, b) => a - b);
}

function presetsOf(preset: MetricsOptions["preset"]): Preset[] {
  const names = [preset ?? "default"].flat() as PresetName[];
  return [...new Set(names)].map((name) => PRESETS[name]);
}

function recorderOf(
  preset: Preset,
  options: MetricsOptions,
  extraLabels: LabelReader,
  registry: RegistryLike,
  warn: Warn,
): RequestRecorder {
  const { track = {}, maxSeries = 10_000 } = options;
  const families = new HttpFamilies({
    registry,
    preset,
    prefix: options.prefix,
    extraLabels: extraLabels.names,
    buckets: durationBuckets(options, preset),
    nativeHistogram: options.nativeHistogram ?? true,
    duration: options.duration ?? "histogram",
    track: {
      inFlight: true,
      exceptions: true,
      requestSize: false,
      responseSize: false,
      timeToFirstByte: false,
      ...track,
    },
    maxSeries,
    warn,
  });
  const withUnmatched = { ...preset, unmatched: options.unmatched ?? preset.unmatched };
  return new RequestRecorder(families, withUnmatched, statusOf(preset, options), maxSeries);
}

/** The user's function wins where there is a code; it must not break a recording. */
function statusOf(preset: Preset, { status }: MetricsOptions): (code: number) => string {
  if (status === undefined) return preset.status;
  return (code) => {
    try {
      return String(status(code === CLIENT_CLOSED ? 499 : code));
    } catch {
      return preset.status(code);
    }
  };
}

function exemplarReader(
  exemplars: MetricsOptions["exemplars"],
): ((measurement: Measurement) => Labels | undefined) | undefined {
  if (exemplars === undefined || exemplars === false) return undefined;
  const read =
    exemplars === true
      ? ({ span }: Measurement) => exemplarOfSpan(span as never)
      : ({ request, response }: Measurement) => exemplars(request as never, response as never);
  return (measurement) => {
    try {
      return read(measurement);
    } catch {
      // An exemplar is an extra: without it the request is recorded all the same.
      return undefined;
    }
  };
}

/** What to watch from the beginning of a request; undefined when all of it is off. */
function watcher({
  track = {},
  exemplars,
}: MetricsOptions): ((m: Measurement) => void) | undefined {
  const watches: ((measurement: Measurement) => void)[] = [];
  if (track.requestSize) watches.push(watchRequestBytes);
  if (track.responseSize) watches.push(watchResponseBytes);
  if (track.timeToFirstByte) watches.push(watchHeaders);
  if (exemplars === true) {
    // The span is read when the request arrives: at its end another context is active.
    watches.push((measurement) => {
      measurement.span = activeSpan();
    });
  }
  if (watches.length === 0) return undefined;
  return (measurement) => {
    for (const watch of watches) watch(measurement);
  };
}
