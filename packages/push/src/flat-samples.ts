import type {
  Exemplar,
  HistogramSeries,
  Labels,
  MetricFamily,
  SummarySeries,
} from "@routemetrics/core";

/** One number with its name and labels, for receivers that know no families. */
export interface FlatSample {
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
  readonly exemplar?: Exemplar | undefined;
  /** Seconds; absent: now. */
  readonly timestamp?: number | undefined;
}

/** Samples as the text format has them: histograms as `_bucket`, `_sum` and `_count`. */
export function* flatSamples(family: MetricFamily): Generator<FlatSample, void, undefined> {
  const { name } = family;
  if (family.type === "histogram") {
    for (const series of family.series) yield* classicHistogram(name, series);
  } else if (family.type === "summary") {
    for (const series of family.series) yield* summary(name, series);
  } else {
    for (const { labels, value, exemplar, timestamp } of family.series) {
      yield { name, labels, value, exemplar, timestamp };
    }
  }
}

function* classicHistogram(name: string, series: HistogramSeries): Generator<FlatSample> {
  const { histogram, labels, timestamp } = series;
  const { upperBounds, counts, exemplars, sum, count } = histogram;
  let cumulative = 0;
  for (let i = 0; i < upperBounds.length; i++) {
    cumulative += counts[i] as number;
    const le = String(upperBounds[i]);
    yield bucket(le, cumulative, exemplars?.[i]);
  }
  yield bucket("+Inf", count, exemplars?.[upperBounds.length]);
  yield { name: `${name}_sum`, labels, value: sum, timestamp };
  yield { name: `${name}_count`, labels, value: count, timestamp };

  function bucket(le: string, value: number, exemplar: Exemplar | undefined): FlatSample {
    return { name: `${name}_bucket`, labels: { ...labels, le }, value, exemplar, timestamp };
  }
}

function* summary(name: string, series: SummarySeries): Generator<FlatSample> {
  const { labels, timestamp } = series;
  const { quantiles, sum, count } = series.summary;
  for (const { quantile, value } of quantiles) {
    yield { name, labels: { ...labels, quantile: String(quantile) }, value, timestamp };
  }
  yield { name: `${name}_sum`, labels, value: sum, timestamp };
  yield { name: `${name}_count`, labels, value: count, timestamp };
}
