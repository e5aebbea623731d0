import type { MetricFamily } from "../metric-family.js";

/** What Prometheus keeps on disk for one sample, in bytes: between 1 and 2 by its own account. */
const BYTES_PER_SAMPLE = 1.5;
const SCRAPES_PER_DAY = (24 * 60 * 60) / 15;

/** The samples that a family has in a text exposition; each is a series of Prometheus. */
export function sampleCount(family: MetricFamily): number {
  if (family.type === "histogram") {
    return family.series.reduce((sum, { histogram }) => sum + histogram.upperBounds.length + 3, 0);
  }
  if (family.type === "summary") {
    return family.series.reduce((sum, { summary }) => sum + summary.quantiles.length + 2, 0);
  }
  return family.series.length;
}

/** What samples cost, in words. */
export function storedPerDay(samples: number): string {
  const megabytes = (samples * SCRAPES_PER_DAY * BYTES_PER_SAMPLE) / 1e6;
  return `about ${megabytes.toPrecision(2)} MB a day in Prometheus, scraped every 15 s,`;
}
