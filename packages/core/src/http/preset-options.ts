import { checkBuckets } from "../metric/buckets.js";
import type { MetricsOptions, TrackOptions } from "../options/metrics-options.js";
import type { DurationKind, Preset } from "./preset.js";
import { PRESETS, presetNamesOf } from "./presets.js";

const TRACKED: Required<TrackOptions> = {
  inFlight: true,
  exceptions: true,
  requestSize: false,
  responseSize: false,
  timeToFirstByte: false,
};

/** The bounds of durations: those of the options or the preset, and those that the SLO needs. */
export function durationBuckets(options: MetricsOptions, preset: Preset): readonly number[] {
  const buckets = checkBuckets("the option buckets", options.buckets ?? preset.buckets);
  if (options.slo === undefined) return buckets;
  const { latency } = options.slo;
  return [...new Set([...buckets, latency, 4 * latency])].sort((a, b) => a - b);
}

/**
 * True where a preset of a migration answers as the other package did. A Prometheus that is
 * offered more drops classic buckets for native ones, and writes `le="5"` as `le="5.0"`.
 */
export function answersInText(options: MetricsOptions): boolean {
  const { preset, nativeHistogram = false, exemplars = false } = options;
  if (options.defaults === false || nativeHistogram || exemplars) return false;
  return presetNamesOf(preset).some((name) => PRESETS[name].textOnly);
}

/** What the duration is, by the options or else by the preset. */
export function durationKind({ duration }: MetricsOptions, preset: Preset): DurationKind {
  return duration ?? preset.durationKind ?? "histogram";
}

/** The optional metrics that are on, by the options or else by the preset. */
export function trackedBy({ track = {} }: MetricsOptions, preset: Preset): Required<TrackOptions> {
  const chosen = Object.entries(track).filter(([, wanted]) => wanted !== undefined);
  return { ...TRACKED, ...preset.track, ...Object.fromEntries(chosen) };
}
