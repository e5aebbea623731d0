import type { LiveFamily } from "../live-family.js";
import type { Labels, MetricFamily, Series } from "../metric-family.js";
import type { RegistryLike } from "../registry-like.js";

/** The labels that `setDefaultLabels()` gave a registry; no client has a public way to read them. */
export function registryDefaultLabels(registry: RegistryLike): Readonly<Record<string, unknown>> {
  return (registry as { _defaultLabels?: Readonly<Record<string, unknown>> })._defaultLabels ?? {};
}

/** The family with a registry's default labels: a series' own value wins unless it is empty. */
export function withDefaultLabels<F extends MetricFamily | LiveFamily>(
  family: F,
  defaults: Readonly<Record<string, unknown>>,
): F {
  const entries = Object.entries(defaults).filter(([, value]) => value !== undefined);
  if (entries.length === 0) return family;
  const labels = Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
  if ("source" in family) return { ...family, defaultLabels: labels };
  const series = (family.series as readonly Series[]).map((one) => addDefaultLabels(one, labels));
  return { ...family, series };
}

export function addDefaultLabels(series: Series, defaults: Labels): Series {
  const added = Object.entries(defaults).filter(([name]) => !series.labels[name]);
  return { ...plain(series), labels: { ...series.labels, ...Object.fromEntries(added) } };
}

/** Series may be live objects whose getters a spread would miss. */
function plain(series: Series): Series {
  const { created, timestamp } = series;
  const times = {
    ...(created !== undefined && { created }),
    ...(timestamp !== undefined && { timestamp }),
  };
  if ("histogram" in series) return { ...series, ...times, histogram: series.histogram };
  if ("summary" in series) return { ...series, ...times, summary: series.summary };
  const { value, exemplar } = series;
  return { ...series, ...times, value, ...(exemplar && { exemplar }) };
}
