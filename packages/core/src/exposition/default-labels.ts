import type { Labels, MetricFamily, Series } from "../metric-family.js";
import type { RegistryLike } from "../registry-like.js";

/** The labels that `setDefaultLabels()` gave a registry; no client has a public way to read them. */
export function registryDefaultLabels(registry: RegistryLike): Readonly<Record<string, unknown>> {
  return (registry as { _defaultLabels?: Readonly<Record<string, unknown>> })._defaultLabels ?? {};
}

/** The family with a registry's default labels: a series' own value wins unless it is empty. */
export function withDefaultLabels(
  family: MetricFamily,
  defaults: Readonly<Record<string, unknown>>,
): MetricFamily {
  const entries = Object.entries(defaults).filter(([, value]) => value !== undefined);
  if (entries.length === 0) return family;
  const add = (labels: Labels): Labels => ({
    ...labels,
    ...Object.fromEntries(
      entries.filter(([name]) => !labels[name]).map(([name, value]) => [name, String(value)]),
    ),
  });
  const relabel = <S extends Series>(series: readonly S[]): S[] =>
    series.map((one) => ({ ...plain(one), labels: add(one.labels) }));
  if (family.type === "histogram") return { ...family, series: relabel(family.series) };
  if (family.type === "summary") return { ...family, series: relabel(family.series) };
  return { ...family, series: relabel(family.series) };
}

/** Series may be live objects whose getters a spread would miss. */
function plain<S extends Series>(series: S): S {
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
