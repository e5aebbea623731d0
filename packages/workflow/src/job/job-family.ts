import {
  Counter,
  type FamilySource,
  Gauge,
  type GaugeHandle,
  Histogram,
  type Labels,
  type MetricFamily,
} from "@routemetrics/core";
import type { MetricSpec } from "../manifest/specs.js";
import { EmissionFailure } from "./emission-failure.js";

type AnyMetric = Counter<string> | Gauge<string> | Histogram<string>;

export interface JobFamilyOptions {
  readonly name: string;
  readonly help: string;
  readonly type: MetricSpec["type"];
  readonly buckets: readonly number[] | undefined;
  /** Seconds without change after which counters and gauges are removed. */
  readonly ttl: number | undefined;
  readonly maxSeries: number | undefined;
}

/**
 * One metric of a manifest as a registry sees it: named to the letter, without `_total`,
 * and with series of different label names, one metric of core for each set of names.
 * It has no series until a job emits one, as under Argo.
 */
export class JobFamily implements FamilySource {
  readonly type: MetricSpec["type"];
  readonly labelNames: readonly string[] = [];
  readonly aggregator = "sum";
  readonly #options: JobFamilyOptions;
  readonly #metrics = new Map<string, AnyMetric>();
  #help: string | undefined;

  constructor(options: JobFamilyOptions) {
    this.type = options.type;
    this.#options = options;
    if (!options.help.includes("{{")) this.#help = options.help;
  }

  get name(): string {
    return this.#options.name;
  }

  /** prom-client's OpenMetrics mode renames counters; the name of a manifest stays. */
  set name(_name: string) {}

  get help(): string {
    return this.#help ?? this.#options.help;
  }

  /** True when a stanza can share this family. */
  accepts({ type, help, buckets }: JobFamilyOptions): boolean {
    const own = this.#options;
    return own.type === type && own.help === help && own.buckets?.join() === buckets?.join();
  }

  /** The first help text stays, also when tags made it. */
  useHelp(help: string): void {
    this.#help ??= help;
    if (this.#help === help) return;
    throw new EmissionFailure(
      "help",
      `help for metric ${this.name} is already set to ${this.#help}, it cannot be changed`,
    );
  }

  /** Adds to, sets or observes the series with these labels. */
  update(labels: Labels, value: number, operation: MetricSpec["operation"]): void {
    const metric = this.#metricFor(labels);
    if (metric instanceof Histogram) {
      metric.labels(labels).observe(value);
    } else if (metric instanceof Counter) {
      metric.labels(labels).inc(value);
    } else {
      const gauge = metric.labels(labels);
      if (operation === "Set") gauge.set(value);
      else gauge.inc(operation === "Add" ? value : -value);
    }
  }

  /**
   * A gauge whose value is read at each scrape, until the function that is returned freezes it.
   * It is held apart from the others: it does not expire while its job runs.
   */
  follow(labels: Labels, read: () => number): () => void {
    const live = this.#metric(`live:${keyOf(labels)}`, () => this.#gauge(labels, undefined));
    const series: GaugeHandle = (live as Gauge<string>).labels(labels);
    series.setFunction(read);
    this.#followers.set(series, read);
    return () => {
      // A later run with the same labels has taken the series over.
      if (this.#followers.get(series) !== read) return;
      const last = read();
      live.remove(labels);
      this.#followers.delete(series);
      this.update(labels, last, "Set");
    };
  }

  readonly #followers = new Map<GaugeHandle, () => number>();

  async metricFamily(): Promise<MetricFamily> {
    const families = await Promise.all(
      [...this.#metrics.values()].map((one) => one.metricFamily()),
    );
    const { name, help, type } = this;
    const series = families.flatMap((family) => [...family.series]);
    return { name, help, type, series } as MetricFamily;
  }

  /** Part of prom-client's interface of a metric. */
  async get(): Promise<object> {
    const parts = await Promise.all([...this.#metrics.values()].map((one) => one.get()));
    const { name, help, type, aggregator } = this;
    return { name, help, type, aggregator, values: parts.flatMap(({ values }) => [...values]) };
  }

  /** Sets every series back to 0; called by `registry.resetMetrics()`. */
  reset(): void {
    for (const metric of this.#metrics.values()) metric.reset();
  }

  #metricFor(labels: Labels): AnyMetric {
    return this.#metric(keyOf(labels), () => {
      if (this.type === "gauge") return this.#gauge(labels, this.#options.ttl);
      const { ttl, buckets } = this.#options;
      const base = this.#base(labels);
      if (this.type === "histogram") return new Histogram({ ...base, ...(buckets && { buckets }) });
      return new Counter({ ...base, ...(ttl !== undefined && { ttl }) });
    });
  }

  #gauge(labels: Labels, ttl: number | undefined): Gauge<string> {
    return new Gauge({ ...this.#base(labels), ...(ttl !== undefined && { ttl }) });
  }

  #base(labels: Labels) {
    const { name, maxSeries } = this.#options;
    const labelNames = Object.keys(labels);
    const limit = maxSeries === undefined ? {} : { maxSeries };
    return { name, help: this.help, labelNames, registry: null, ...limit };
  }

  #metric(key: string, create: () => AnyMetric): AnyMetric {
    const known = this.#metrics.get(key);
    if (known) return known;
    const metric = create();
    this.#metrics.set(key, metric);
    return metric;
  }
}

function keyOf(labels: Labels): string {
  return Object.keys(labels).join();
}
