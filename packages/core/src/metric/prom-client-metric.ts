import type { HistogramSeries, MetricFamily, SummarySeries } from "../metric-family.js";

/** What prom-client's registries read from a metric. */
export interface PromClientMetric {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly aggregator: string;
  readonly values: readonly PromClientValue[];
}

interface PromClientValue {
  readonly labels: Record<string, string | number>;
  readonly value: number;
  readonly metricName?: string;
}

/** Our family in prom-client's shape, so that `register.metrics()` and other tools show it too. */
export function toPromClient(
  family: MetricFamily,
  name: string,
  aggregator: string,
): PromClientMetric {
  const { help } = family;
  switch (family.type) {
    case "histogram":
      return {
        name,
        help,
        type: "histogram",
        aggregator,
        values: family.series.flatMap((series) => histogramValues(name, series)),
      };
    case "summary":
      return {
        name,
        help,
        type: "summary",
        aggregator,
        values: family.series.flatMap((series) => summaryValues(name, series)),
      };
    default: {
      const type = family.type === "counter" ? "counter" : "gauge";
      const values = family.series.map(({ labels, value }) => ({ labels: { ...labels }, value }));
      return { name, help, type, aggregator, values };
    }
  }
}

function histogramValues(name: string, { labels, histogram }: HistogramSeries): PromClientValue[] {
  const bounds: (number | string)[] = [...histogram.upperBounds, "+Inf"];
  let cumulative = 0;
  const buckets = bounds.map((le, index) => {
    cumulative += histogram.counts[index] ?? 0;
    return { labels: { le, ...labels }, value: cumulative, metricName: `${name}_bucket` };
  });
  return [
    ...buckets,
    { labels: { ...labels }, value: histogram.sum, metricName: `${name}_sum` },
    { labels: { ...labels }, value: histogram.count, metricName: `${name}_count` },
  ];
}

function summaryValues(name: string, { labels, summary }: SummarySeries): PromClientValue[] {
  const quantiles = summary.quantiles.map(({ quantile, value }) => ({
    labels: { quantile, ...labels },
    value,
  }));
  return [
    ...quantiles,
    { labels: { ...labels }, value: summary.sum, metricName: `${name}_sum` },
    { labels: { ...labels }, value: summary.count, metricName: `${name}_count` },
  ];
}
