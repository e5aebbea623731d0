import { type HttpMetrics, httpMetrics } from "../http-metric-names.js";
import type { GenerateOptions } from "./generate-options.js";

/** Server errors, whether the label holds the code or its class: 500, 5xx, 5XX. */
const SERVER_ERRORS = "5..";

/** PromQL over the HTTP metrics of one set of options. `range` is a duration such as `5m`. */
export class HttpQueries {
  readonly metrics: HttpMetrics;
  readonly #selector: string;
  readonly #native: boolean;

  constructor(options: GenerateOptions, selector: string) {
    const { histograms, selector: _, objective: __, title: ___, ...chosen } = options;
    this.metrics = httpMetrics(chosen);
    this.#selector = selector;
    this.#native = histograms === "native" && chosen.nativeHistogram !== false;
  }

  /** The labels that tell one route from another. */
  get routeLabels(): string {
    const { method, path } = this.metrics.labels;
    return [method, path, ...this.metrics.extraLabels].join(", ");
  }

  /** `name{selector, matchers}`. */
  select(name: string, ...matchers: string[]): string {
    const all = [this.#selector, ...matchers].filter((matcher) => matcher !== "");
    return all.length > 0 ? `${name}{${all.join(", ")}}` : name;
  }

  /** A series that every target has which has answered requests. */
  get presence(): string {
    const { total, durationSummary, duration } = this.metrics;
    if (total) return total;
    return this.#native && duration ? duration : `${duration ?? durationSummary}_count`;
  }

  /** Requests per second. */
  requestRate(by: string, range: string, ...matchers: string[]): string {
    const { total, duration, durationSummary } = this.metrics;
    if (total) return sum(by, `rate(${this.select(total, ...matchers)}[${range}])`);
    if (!duration)
      return sum(by, `rate(${this.select(`${durationSummary}_count`, ...matchers)}[${range}])`);
    return this.#count(duration, by, range, ...matchers);
  }

  /** Server errors per second; 0, not nothing, where there were none. */
  errorRate(by: string, range: string): string {
    const errors = this.requestRate(by, range, `${this.metrics.labels.status}=~"${SERVER_ERRORS}"`);
    return `(${errors} or ${this.requestRate(by, range)} * 0)`;
  }

  /** Share of requests with a server error. */
  errorRatio(by: string, range: string): string {
    return `${this.errorRate(by, range)} / ${this.requestRate(by, range)}`;
  }

  quantile(q: number, name: string, by: string, range: string): string {
    return `histogram_quantile(${q}, ${this.histogramRate(name, by, range)})`;
  }

  /** Observations per second with their buckets, for heat maps and quantiles. */
  histogramRate(name: string, by: string, range: string): string {
    if (this.#native) return sum(by, `rate(${this.select(name)}[${range}])`);
    return sum(by === "" ? "le" : `${by}, le`, `rate(${this.select(`${name}_bucket`)}[${range}])`);
  }

  /** Mean size; the histograms of sizes have classic buckets only. */
  meanSize(name: string, by: string, range: string): string {
    const rate = (part: string) => sum(by, `rate(${this.select(`${name}_${part}`)}[${range}])`);
    return `${rate("sum")} / ${rate("count")}`;
  }

  /** Share of requests that took longer than `seconds`, which must be a bound of the histogram. */
  slowRatio(name: string, seconds: number, by: string, range: string): string {
    if (this.#native) {
      return `1 - histogram_fraction(0, ${seconds}, ${this.histogramRate(name, by, range)})`;
    }
    // Prometheus 2 writes whole numbers as 1.0 when it scrapes protobuf.
    const le = Number.isInteger(seconds) ? `le=~"${seconds}(\\\\.0)?"` : `le="${seconds}"`;
    const fast = sum(by, `rate(${this.select(`${name}_bucket`, le)}[${range}])`);
    return `1 - ${fast} / ${this.#count(name, by, range)}`;
  }

  #count(name: string, by: string, range: string, ...matchers: string[]): string {
    return this.#native
      ? sum(by, `histogram_count(rate(${this.select(name, ...matchers)}[${range}]))`)
      : sum(by, `rate(${this.select(`${name}_count`, ...matchers)}[${range}])`);
  }
}

export function sum(by: string, inner: string): string {
  return by === "" ? `sum(${inner})` : `sum by (${by}) (${inner})`;
}
