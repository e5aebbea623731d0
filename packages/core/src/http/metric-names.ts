import { checkOptions } from "../options/check-options.js";
import type { MetricsOptions } from "../options/metrics-options.js";
import { durationBuckets } from "./create-http-metrics.js";
import {
  PRESETS,
  type PresetFamily,
  type PresetName,
  prefixedName,
  summaryFamily,
} from "./preset.js";

/** The HTTP metrics that a set of options makes: what dashboards and rules are about. */
export interface HttpMetricNames {
  /** A histogram. */
  readonly duration?: PresetFamily;
  readonly durationSummary?: PresetFamily;
  readonly total?: PresetFamily;
  readonly exceptions?: PresetFamily;
  readonly inFlight?: PresetFamily;
  readonly requestSize?: PresetFamily;
  readonly responseSize?: PresetFamily;
  readonly timeToFirstByte?: PresetFamily;
  /** Upper bounds of the durations, in seconds. */
  readonly buckets: readonly number[];
  /** Names of the labels that the option `labels` adds to each of them. */
  readonly extraLabels: readonly string[];
}

/** One entry per preset, none when the default metrics are off; nothing is registered. */
export function httpMetricNames<Request = never, Response = never>(
  options: MetricsOptions<Request, Response> = {},
): HttpMetricNames[] {
  checkOptions(options);
  if (options.defaults === false) return [];
  const names = [options.preset ?? "default"].flat() as PresetName[];
  return [...new Set(names)].map((name) => namesOf(name, options as MetricsOptions));
}

function namesOf(presetName: PresetName, options: MetricsOptions): HttpMetricNames {
  const preset = PRESETS[presetName];
  const { track = {}, duration = "histogram" } = options;
  const named = (key: string, family: PresetFamily | undefined, wanted = true) =>
    family && wanted
      ? { [key]: { ...family, name: prefixedName(preset, options.prefix, family.name) } }
      : {};
  return {
    ...named("duration", preset.duration, duration === "histogram" || duration === "both"),
    ...named(
      "durationSummary",
      summaryFamily(preset.duration, duration),
      duration === "summary" || duration === "both",
    ),
    ...named("total", preset.total),
    ...named("exceptions", preset.exceptions, track.exceptions ?? true),
    ...named("inFlight", preset.inFlight, track.inFlight ?? true),
    ...named("requestSize", preset.requestSize, track.requestSize ?? false),
    ...named("responseSize", preset.responseSize, track.responseSize ?? false),
    ...named("timeToFirstByte", preset.timeToFirstByte, track.timeToFirstByte ?? false),
    buckets: durationBuckets(options, preset),
    extraLabels: Object.keys(options.labels ?? {}),
  };
}
