import type {
  Aggregation,
  MetricFamily,
  Series,
  SummarySeries,
  ValueFamily,
} from "../metric-family.js";
import type { Slices } from "../slices.js";
import { foreignExemplar } from "./foreign-exemplar.js";
import { foreignHistogram } from "./foreign-histogram.js";
import { type ForeignSample, readNumber, type SampleGroup } from "./foreign-sample.js";
import { SampleGroups } from "./sample-groups.js";

/** What `get()` of a prom-client metric yields. */
export interface ForeignFamily {
  readonly name: string;
  readonly help?: unknown;
  readonly type?: unknown;
  readonly values?: readonly ForeignSample[];
  readonly aggregator?: unknown;
}

const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const AGGREGATIONS: readonly unknown[] = ["sum", "min", "max", "average", "first", "omit"];

/**
 * Reads a metric of another client.
 *
 * What no scraper would accept is left out, since one bad line costs the whole
 * target; `leftOut` tells how many samples that were and why. A name that is
 * wrong as a whole throws.
 */
export async function readForeignMetric(
  foreign: ForeignFamily,
  name: string,
  defaultLabels: Readonly<Record<string, unknown>>,
  slices: Slices,
): Promise<{ family: MetricFamily; leftOut: string[] }> {
  if (!METRIC_NAME.test(name)) throw new Error(`"${name}" is not a metric name`);
  const leftOut: string[] = [];
  const reserved = { histogram: "le", summary: "quantile" }[String(foreign.type)];
  const groups = new SampleGroups(reserved, defaultLabels, leftOut);
  for (const sample of foreign.values ?? []) {
    groups.add(sample);
    if (slices.due) await slices.turn();
  }
  const base = {
    name,
    help: foreign.help === undefined ? "" : String(foreign.help),
    ...(AGGREGATIONS.includes(foreign.aggregator) && {
      aggregation: foreign.aggregator as Aggregation,
    }),
  };
  const all = groups.all();
  if (foreign.type === "histogram") {
    const series = await readEach(all, leftOut, slices, foreignHistogram(name, leftOut));
    return { family: { ...base, type: "histogram", series }, leftOut };
  }
  if (foreign.type === "summary") {
    const series = await readEach(all, leftOut, slices, (group) => foreignSummary(name, group));
    return { family: { ...base, type: "summary", series }, leftOut };
  }
  const type = foreign.type === "counter" || foreign.type === "gauge" ? foreign.type : "unknown";
  const series = await readEach(all, leftOut, slices, (group) => foreignValue(group, leftOut));
  return { family: { ...base, type, series }, leftOut };
}

async function readEach<S extends Series>(
  groups: Iterable<SampleGroup>,
  leftOut: string[],
  slices: Slices,
  read: (group: SampleGroup) => S,
): Promise<S[]> {
  const series: S[] = [];
  for (const group of groups) {
    try {
      series.push(read(group));
    } catch (error) {
      leftOut.push((error as Error).message);
    }
    if (slices.due) await slices.turn();
  }
  return series;
}

function foreignValue(
  { labels, samples }: SampleGroup,
  leftOut: string[],
): ValueFamily["series"][number] {
  const sample = samples[0] as ForeignSample;
  const exemplar = foreignExemplar(sample.exemplar, leftOut);
  return { labels, value: readNumber(sample), ...(exemplar && { exemplar }) };
}

function foreignSummary(name: string, { labels, samples }: SampleGroup): SummarySeries {
  const quantiles = new Map<number, number>();
  let sum = 0;
  let count = 0;
  for (const sample of samples) {
    const value = readNumber(sample);
    if (sample.metricName === `${name}_sum`) sum = value;
    else if (sample.metricName === `${name}_count`) count = value;
    else quantiles.set(readQuantile(sample), value);
  }
  if (!Number.isSafeInteger(count) || count < 0) throw new Error(`${count} is not a count`);
  return {
    labels,
    summary: {
      sum,
      count,
      quantiles: Array.from(quantiles, ([quantile, value]) => ({ quantile, value })),
    },
  };
}

function readQuantile({ labels }: ForeignSample): number {
  const quantile = Number(labels?.quantile);
  if (quantile >= 0 && quantile <= 1) return quantile;
  throw new Error(`"${String(labels?.quantile)}" is not a quantile`);
}
