import { readExemplarLabels } from "../exposition/exemplar-labels.js";
import { type Warn, WarnOnce } from "../metric/warning.js";
import type { Labels } from "../metric-family.js";
import type { MetricsOptions, TrackOptions } from "../options/metrics-options.js";
import type { RegistryLike } from "../registry-like.js";
import { exclusionOf } from "./exclusion.js";
import { HttpFamilies } from "./http-families.js";
import { HttpMetrics } from "./http-metrics.js";
import { LabelReader } from "./label-reader.js";
import type { Measurement } from "./measurement.js";
import { activeSpan, exemplarOfSpan } from "./otel-span.js";
import { CLIENT_CLOSED, type Preset } from "./preset.js";
import { checkDistinct } from "./preset-clash.js";
import { presetGauges } from "./preset-gauges.js";
import { durationBuckets, durationKind, trackedBy } from "./preset-options.js";
import { PRESETS, presetNamesOf } from "./presets.js";
import { refusePromise } from "./refuse-promise.js";
import { RequestRecorder } from "./request-recorder.js";
import { watchHeaders, watchRequestBytes, watchResponseBytes } from "./watch-exchange.js";

/** The options that concern requests, turned into what measures them. */
export function createHttpMetrics(
  options: MetricsOptions,
  registry: RegistryLike,
  warn: Warn,
): HttpMetrics {
  const extraLabels = new LabelReader(options.labels);
  checkDistinct(options);
  const names = options.defaults === false ? [] : presetNamesOf(options.preset);
  const presets = names.map((name) => PRESETS[name]);
  return new HttpMetrics({
    recorders: presets.map((preset) => recorderOf(preset, options, extraLabels, registry, warn)),
    extraLabels,
    groupBy: options.groupBy ?? "route",
    isExcluded: exclusionOf(options.exclude),
    excludeFrom: options.excludeFrom ?? "defaults",
    exemplar: exemplarReader(options.exemplars, warn),
    watch: watcher(options, presets, registry),
    warn,
  });
}

function recorderOf(
  preset: Preset,
  options: MetricsOptions,
  extraLabels: LabelReader,
  registry: RegistryLike,
  warn: Warn,
): RequestRecorder {
  const { maxSeries = 10_000 } = options;
  const families = new HttpFamilies({
    registry,
    preset,
    prefix: options.prefix,
    extraLabels: extraLabels.names,
    constants: extraLabels.constantLabels(),
    buckets: durationBuckets(options, preset),
    nativeHistogram: options.nativeHistogram ?? !preset.textOnly,
    duration: durationKind(options, preset),
    track: trackedBy(options, preset),
    maxSeries,
    warn,
  });
  return new RequestRecorder(
    families,
    unmatchedOf(preset, options),
    statusOf(preset, options),
    maxSeries,
  );
}

/** Who names what no route matches wants to see it. */
function unmatchedOf(preset: Preset, { unmatched }: MetricsOptions): Preset {
  if (unmatched === undefined) return preset;
  const { leftOut } = preset;
  return { ...preset, unmatched, ...(leftOut && { leftOut: { ...leftOut, unmatched: false } }) };
}

/** The user's function wins where there is a code; it must not break a recording. */
function statusOf(preset: Preset, { status }: MetricsOptions): (code: number) => string {
  if (status === undefined) return preset.status;
  return (code) => {
    try {
      return String(refusePromise(status(code === CLIENT_CLOSED ? 499 : code)));
    } catch {
      return preset.status(code);
    }
  };
}

function exemplarReader(
  exemplars: MetricsOptions["exemplars"],
  warn: Warn,
): ((measurement: Measurement) => Labels | undefined) | undefined {
  if (exemplars === undefined || exemplars === false) return undefined;
  const read =
    exemplars === true
      ? ({ watched }: Measurement) => exemplarOfSpan(watched?.span as never)
      : exemplarsGiven(exemplars, warn);
  return (measurement) => {
    try {
      return read(measurement);
    } catch {
      // An exemplar is an extra: without it the request is recorded all the same.
      return undefined;
    }
  };
}

/** By the function of the application; what scrapers would refuse is told once. */
function exemplarsGiven(
  exemplars: Extract<MetricsOptions["exemplars"], (...args: never[]) => unknown>,
  warn: Warn,
): (measurement: Measurement) => Labels | undefined {
  const warnings = new WarnOnce();
  warnings.warn = warn;
  return ({ request, response }) => {
    const labels = refusePromise(exemplars(request as never, response as never));
    if (labels === undefined || readExemplarLabels(labels) !== undefined) return labels;
    warnings.once(
      "labels",
      `The option exemplars gave ${JSON.stringify(labels)}, which is left out: scrapers take names ` +
        "of letters, digits and _, and 128 characters of names and values together.",
    );
    return undefined;
  };
}

/** What to watch from the beginning of a request; undefined when all of it is off. */
function watcher(
  options: MetricsOptions,
  presets: readonly Preset[],
  registry: RegistryLike,
): ((m: Measurement) => void) | undefined {
  const watches: ((measurement: Measurement) => void)[] = [];
  const tracked = (key: keyof TrackOptions) =>
    presets.some((preset) => preset[key] && trackedBy(options, preset)[key]);
  if (tracked("requestSize")) watches.push(watchRequestBytes);
  if (tracked("responseSize")) watches.push(watchResponseBytes);
  if (tracked("timeToFirstByte")) watches.push(watchHeaders);
  if (options.exemplars === true) {
    // The span is read when the request arrives: at its end another context is active.
    watches.push((measurement) => {
      measurement.needWatched().span = activeSpan();
    });
  }
  for (const preset of presets) watches.push(...presetGauges(preset, options.prefix, registry));
  if (watches.length === 0) return undefined;
  return (measurement) => {
    for (const watch of watches) watch(measurement);
  };
}
