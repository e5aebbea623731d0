import { checkOptions } from "../options/check-options.js";
import type { MetricsOptions } from "../options/metrics-options.js";
import { type PresetFamily, prefixedName, summaryFamily } from "./preset.js";
import { durationBuckets, durationKind, trackedBy } from "./preset-options.js";
import { PRESETS, type PresetName, presetNamesOf } from "./presets.js";

/** The HTTP metrics that a set of options makes: what dashboards and rules are about. */
export interface HttpMetricNames {
  /** A histogram of seconds; absent where a preset has milliseconds. */
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
  return presetNamesOf(options.preset).map((name) => namesOf(name, options as MetricsOptions));
}

function namesOf(presetName: PresetName, options: MetricsOptions): HttpMetricNames {
  const preset = PRESETS[presetName];
  const duration = durationKind(options, preset);
  const isHistogram = duration === "histogram" || duration === "both";
  const track = trackedBy(options, preset);
  const named = (key: string, family: PresetFamily | undefined, wanted = true) =>
    family && wanted
      ? { [key]: { ...family, name: prefixedName(preset, options.prefix, family.name) } }
      : {};
  return {
    ...named("duration", preset.duration, isHistogram && !preset.milliseconds),
    ...named(
      "durationSummary",
      summaryFamily(preset, duration),
      duration === "summary" || duration === "both",
    ),
    ...named("total", preset.total),
    ...named("exceptions", preset.exceptions, track.exceptions),
    ...named("inFlight", preset.inFlight, track.inFlight),
    ...named("requestSize", preset.requestSize, track.requestSize),
    ...named("responseSize", preset.responseSize, track.responseSize),
    ...named("timeToFirstByte", preset.timeToFirstByte, track.timeToFirstByte),
    buckets: durationBuckets(options, preset),
    extraLabels: Object.keys(options.labels ?? {}),
  };
}
