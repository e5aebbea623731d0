import type { MetricFamily } from "../metric-family.js";

/** Makes metric families at each scrape, for what is measured elsewhere. */
export interface Collector {
  /**
   * The families that `collect` may yield. With it a scrape that asks for other
   * names leaves the collector alone, and clashes of names show at once.
   */
  describe?(): Iterable<Pick<MetricFamily, "name" | "type">>;
  /** An error, or an answer later than the scrape can wait, leaves out this collector only. */
  collect(): Families | Promise<Families>;
}

type Families = Iterable<MetricFamily> | AsyncIterable<MetricFamily>;

/** What a registry holds for a collector: several families, unlike a metric. */
export interface CollectorSource {
  /** The families with these names, or with names of their samples; all for no names. */
  metricFamilies(names: ReadonlySet<string>): Promise<MetricFamily[]>;
}

export function isCollectorSource(metric: object): metric is CollectorSource {
  return typeof (metric as Partial<CollectorSource>).metricFamilies === "function";
}
