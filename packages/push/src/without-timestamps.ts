import type { MetricFamily } from "@routemetrics/core";

/** The Pushgateway and the node exporter refuse everything when one sample has a timestamp. */
export function withoutTimestamps(families: readonly MetricFamily[]): MetricFamily[] {
  return families.map((family) =>
    family.series.some((one) => one.timestamp !== undefined)
      ? ({
          ...family,
          series: family.series.map(({ timestamp: _, ...one }) => one),
        } as MetricFamily)
      : family,
  );
}
