/** `error`: numbers are wrong, lost or without bound. `warning`: it costs, or misleads. `info`: worth knowing. */
export type Severity = "error" | "warning" | "info";

/** Stable names of the kinds of findings. */
export type FindingCode =
  | "unreadable-exposition"
  | "broken-histogram"
  | "duplicate-series"
  | "clashing-metric"
  | "failed-collector"
  | "split-registry"
  | "counter-went-back"
  | "raw-url-label"
  | "personal-data-label"
  | "id-label"
  | "series-limit-reached"
  | "series-near-limit"
  | "growing-series"
  | "long-label"
  | "heavy-metric"
  | "too-many-labels"
  | "too-many-buckets"
  | "observations-above-buckets"
  | "observations-below-buckets"
  | "slo-without-bucket"
  | "counter-without-total"
  | "not-base-unit"
  | "missing-type"
  | "missing-help"
  | "summary-quantiles"
  | "unused-metric"
  | "unchanged-metric";

/** What is known about each kind of finding; docs/guides/doctor.md shows the same. */
export const FINDINGS: Readonly<
  Record<FindingCode, { readonly severity: Severity; readonly wayOut: string }>
> = {
  "unreadable-exposition": {
    severity: "error",
    wayOut:
      "Expose with a client library, and escape label values. One such line costs the scrape.",
  },
  "broken-histogram": {
    severity: "error",
    wayOut: "Expose cumulative buckets, with +Inf equal to the count; a client library does.",
  },
  "duplicate-series": {
    severity: "error",
    wayOut: "Give the series different labels; an empty label value is the same as no label.",
  },
  "clashing-metric": {
    severity: "error",
    wayOut: "Rename one of the two.",
  },
  "failed-collector": {
    severity: "error",
    wayOut: "Mend the collect() function that the message names.",
  },
  "split-registry": {
    severity: "error",
    wayOut:
      "Keep one client library, or expose both: metrics({ registry: [register, theirRegister] }).",
  },
  "counter-went-back": {
    severity: "error",
    wayOut:
      "Several processes answer one address, each for itself: aggregate them, or scrape each.",
  },
  "raw-url-label": {
    severity: "error",
    wayOut: "Label the route template, such as /users/:id, and one constant where none matched.",
  },
  "personal-data-label": {
    severity: "error",
    wayOut: "Take the label away: metrics are kept for long and shown to many. Log it instead.",
  },
  "id-label": {
    severity: "error",
    wayOut: "Take the label away, or label what kind it is. Ids belong into logs and exemplars.",
  },
  "series-limit-reached": {
    severity: "error",
    wayOut: "Find the label whose values do not end; raise maxSeries only if all are wanted.",
  },
  "series-near-limit": {
    severity: "warning",
    wayOut: "Find the label with most values, and bound it, before the limit is reached.",
  },
  "growing-series": {
    severity: "warning",
    wayOut: "Find the label whose values are new; it must have an end.",
  },
  "long-label": {
    severity: "warning",
    wayOut: "Label a short class of it, such as the name of an error; log the text.",
  },
  "heavy-metric": {
    severity: "warning",
    wayOut: "Fewer labels or buckets, or native histograms: one series in place of a dozen.",
  },
  "too-many-labels": {
    severity: "warning",
    wayOut: "Keep the labels that a query uses: each one multiplies the series.",
  },
  "too-many-buckets": {
    severity: "warning",
    wayOut: "Ten to fifteen buckets around your objective, or a native histogram.",
  },
  "observations-above-buckets": {
    severity: "warning",
    wayOut: "Add larger buckets (and compare the unit of buckets and observations).",
  },
  "observations-below-buckets": {
    severity: "info",
    wayOut: "Add smaller buckets, or use native histograms (compare the units, too).",
  },
  "slo-without-bucket": {
    severity: "warning",
    wayOut: "Make the objective a bucket: metrics({ slo: { latency: 0.3 } }) does.",
  },
  "counter-without-total": {
    severity: "warning",
    wayOut: "End the name in _total: OpenMetrics, and queries people copy, expect it.",
  },
  "not-base-unit": {
    severity: "warning",
    wayOut: "Observe seconds, bytes and ratios, and say so in the name.",
  },
  "missing-type": {
    severity: "warning",
    wayOut: "Write a # TYPE line: tools choose rate() or the plain value by it.",
  },
  "missing-help": {
    severity: "info",
    wayOut: "Say in a sentence what is counted, and when.",
  },
  "summary-quantiles": {
    severity: "info",
    wayOut: "Use a histogram: quantiles of several instances cannot be put together.",
  },
  "unused-metric": {
    severity: "info",
    wayOut: "Delete it, or call it: nothing has been recorded since the start.",
  },
  "unchanged-metric": {
    severity: "info",
    wayOut: "Read again under traffic; delete it if it still stands.",
  },
};

/** Something in the metrics that hurts. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** The metric it is about; absent: the exposition as a whole. */
  readonly metric?: string;
  readonly label?: string;
  /** What hurts, with names and figures. */
  readonly message: string;
  /** What to do about it. */
  readonly wayOut: string;
}

/** Makes a finding of a kind. */
export function finding(
  code: FindingCode,
  message: string,
  about: { readonly metric?: string | undefined; readonly label?: string } = {},
): Finding {
  const { severity, wayOut } = FINDINGS[code];
  const { metric, label } = about;
  return {
    code,
    severity,
    ...(metric !== undefined && { metric }),
    ...(label !== undefined && { label }),
    message,
    wayOut,
  };
}

const ORDER: readonly Severity[] = ["error", "warning", "info"];

/** Compares for sorting: the worst first, then as they were found. */
export function bySeverity(a: Finding, b: Finding): number {
  return ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity);
}
