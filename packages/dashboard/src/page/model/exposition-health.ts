import type { MetricFamily } from "@routemetrics/core";

/** What there is to know about the exposition itself. */
export interface ExpositionHealth {
  readonly series: number;
  readonly largest: readonly { readonly name: string; readonly series: number }[];
  /** Observations folded into an `<overflow>` series so far, by metric. */
  readonly overflow: readonly { readonly name: string; readonly count: number }[];
  readonly scrapeErrors: number;
  readonly labelErrors: number;
  readonly bytes: number;
  /** From the request to the end of the answer. */
  readonly seconds: number;
}

export function readHealth(
  families: readonly MetricFamily[],
  transfer: { bytes: number; seconds: number },
): ExpositionHealth {
  const sizes = families.map(({ name, series }) => ({ name, series: series.length }));
  return {
    series: sizes.reduce((total, { series }) => total + series, 0),
    largest: sizes.sort((a, b) => b.series - a.series).slice(0, 5),
    overflow: counters(families, "routemetrics_series_overflow_total"),
    scrapeErrors: total(counters(families, "routemetrics_scrape_errors_total")),
    labelErrors: total(counters(families, "routemetrics_label_errors_total")),
    ...transfer,
  };
}

function counters(families: readonly MetricFamily[], name: string) {
  const family = families.find((one) => one.name === name);
  return (family?.series ?? [])
    .map((one) => ({ name: one.labels.metric ?? "", count: "value" in one ? one.value : 0 }))
    .filter(({ count }) => count > 0);
}

function total(list: readonly { count: number }[]): number {
  return list.reduce((all, { count }) => all + count, 0);
}
