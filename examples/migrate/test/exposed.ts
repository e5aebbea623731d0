import { type ParsedSample, parseExposition } from "@routemetrics/core/testing";

/** One metric of a scrape: its type, and its samples by name and labels. */
export interface ExposedMetric {
  readonly type: string;
  readonly samples: ReadonlyMap<string, number>;
}

/** The metrics of a scrape that have samples, by name. */
export function exposedMetrics(text: string): Map<string, ExposedMetric> {
  const types = new Map([...text.matchAll(/^# TYPE (\S+) (\S+)/gm)].map(([, n, t]) => [n, t]));
  const metrics = new Map<string, { type: string; samples: Map<string, number> }>();
  for (const sample of parseExposition(text)) {
    const base = sample.name.replace(/_(?:bucket|sum|count)$/, "");
    const name = types.has(sample.name) ? sample.name : base;
    const metric = metrics.get(name) ?? { type: types.get(name) ?? "untyped", samples: new Map() };
    metric.samples.set(seriesText(sample), sample.value);
    metrics.set(name, metric);
  }
  return metrics;
}

/** Labels of OpenTelemetry that are the same on every series. */
const UNUSED = /^(?:otel_scope_|network_protocol_version$)/;

/** The same text however the labels are ordered; an empty label is no label. */
function seriesText({ name, labels }: ParsedSample): string {
  const sorted = Object.entries(labels)
    .filter(([label, value]) => value !== "" && !UNUSED.test(label))
    .map(([label, value]) => `${label}="${value}"`)
    .sort();
  return `${name}{${sorted.join()}}`;
}
