import { inspect } from "node:util";
import { register as globalRegistry } from "prom-client";
import { MetricsError } from "../errors.js";
import type { FamilySource } from "../family-source.js";
import type { LiveFamily, LiveFamilySource, LiveSource } from "../live-family.js";
import type {
  Aggregation,
  FamilyHead,
  Labels,
  MetricFamily,
  Series as SeriesData,
} from "../metric-family.js";
import type { OptionRules } from "../options/option-rules.js";
import type { RegistryLike } from "../registry-like.js";
import { checkFamilyOptions } from "./check-family-options.js";
import type { FamilyOptions } from "./family-options.js";
import { type LabelValues, orderedValues } from "./label-values.js";
import { checkLabelNames, fullName } from "./names.js";
import { type PromClientMetric, toPromClient } from "./prom-client-metric.js";
import type { Definition } from "./registration.js";
import type { Series } from "./series.js";
import { OVERFLOW, SeriesMap } from "./series-map.js";
import { WarnOnce } from "./warning.js";

const DEFAULT_MAX_SERIES = 10_000;

/** What a kind of metric has of its own. */
interface KindOptions {
  /** Ends every name of its metrics. */
  readonly suffix?: string;
  /** Label names that its samples use themselves. */
  readonly reserved?: readonly string[];
  /** Options of all metrics that it has no use for. */
  readonly without?: readonly string[];
  /** Its further options, each with what it accepts. */
  readonly accepts?: OptionRules;
}

/** Name, help and all series of one metric; the base of every kind of metric. */
export abstract class Family<S extends Series, Name extends string = string>
  implements FamilySource, LiveFamilySource, LiveSource<S>, Definition
{
  abstract readonly type: MetricFamily["type"];
  readonly help: string;
  readonly unit: string | undefined;
  readonly labelNames: readonly Name[];
  readonly aggregation: Aggregation;
  readonly liveOnly: boolean;
  /** How many label sets are kept apart; further ones fold into one series. */
  readonly maxSeries: number;
  /** How many recordings met an unknown label set beyond `maxSeries`. */
  overflowed = 0;
  /** How many label functions threw. */
  labelErrors = 0;
  /** Counts gatherings; a series notes it when it changes. */
  gathering = 0;
  readonly #seriesMap: SeriesMap<S>;
  protected readonly warnings: WarnOnce = new WarnOnce();
  readonly #name: string;
  readonly #ttl: number | undefined;
  #nameForOpenMetrics: string | undefined;
  /** When a gathering last found a series changed, by `performance.now()`; only with a `ttl`. */
  readonly #lastChanges = new WeakMap<S, number>();
  /** The gathering that last looked for expired series. */
  #expiredIn = 0;

  constructor(
    options: FamilyOptions<Name>,
    { suffix = "", reserved = [], without = [], accepts = {} }: KindOptions = {},
  ) {
    checkFamilyOptions(options, without, accepts);
    this.#name = fullName({ ...options, suffix });
    this.help = options.help;
    this.unit = options.unit;
    this.labelNames = [...(options.labelNames ?? [])];
    checkLabelNames(this.#name, this.labelNames, reserved);
    this.aggregation = options.aggregation ?? "sum";
    this.liveOnly = options.liveOnly ?? false;
    this.maxSeries = options.maxSeries ?? DEFAULT_MAX_SERIES;
    this.#ttl = options.ttl;
    if (options.warn) this.warnings.warn = options.warn;
    this.#seriesMap = new SeriesMap(
      this.maxSeries,
      (labelValues) => this.createSeries(labelValues),
      () => this.#noteOverflow(this.maxSeries),
    );
  }

  protected get seriesMap(): SeriesMap<S> {
    return this.#seriesMap;
  }

  get name(): string {
    return this.#name;
  }

  /** prom-client's OpenMetrics mode strips `_total` from the name just before it calls `get()`. */
  set name(name: string) {
    this.#nameForOpenMetrics = name;
  }

  /** Part of prom-client's interface of a metric. */
  get aggregator(): string {
    return PROM_CLIENT_AGGREGATORS.has(this.aggregation) ? this.aggregation : "sum";
  }

  /** What else than name, type and labels makes a definition the same. */
  get shape(): string {
    return "";
  }

  /** The series with these label values, created at 0 when it is new. Keep it where speed matters. */
  labels(values: LabelValues<Name>): S {
    return this.seriesMap.get(orderedValues(this.#name, this.labelNames, values));
  }

  /** As `labels`, by the values alone, in the order of `labelNames`, all of them text. */
  series(labelValues: readonly string[]): S {
    return this.seriesMap.get(labelValues);
  }

  /** True when the next unknown label set would be folded into the overflow series. */
  get full(): boolean {
    return this.seriesMap.full;
  }

  get size(): number {
    return this.seriesMap.size;
  }

  /** Counts the series that were added or removed. */
  get membership(): number {
    return this.seriesMap.changes;
  }

  /** All series, in the order they were created. */
  allSeries(): Iterable<S> {
    return this.seriesMap.values();
  }

  /** Removes one series; false when there is none with these label values. */
  remove(values: LabelValues<Name>): boolean {
    const labelValues = orderedValues(this.#name, this.labelNames, values);
    const series = this.seriesMap.find(labelValues);
    if (series === undefined) return false;
    this.drop(series);
    return true;
  }

  /** Removes all series that have these label values, whatever their other labels; returns how many. */
  removeBy(values: Partial<LabelValues<Name>>): number {
    const names = Object.keys(values ?? {}) as Name[];
    const wanted = orderedValues(this.#name, names, values as LabelValues<Name>);
    const positions = names.map((name) => this.labelNames.indexOf(name));
    if (positions.includes(-1) || typeof values !== "object") {
      orderedValues(this.#name, this.labelNames, values as LabelValues<Name>);
    }
    const matching = [...this.seriesMap.values()].filter((series) =>
      positions.every((position, index) => series.labelValues[position] === wanted[index]),
    );
    if (names.length > 0) for (const series of matching) this.drop(series);
    return names.length > 0 ? matching.length : 0;
  }

  /** Removes all series; a metric without labels goes back to 0. */
  clear(): void {
    for (const series of [...this.seriesMap.values()]) this.drop(series);
    if (this.labelNames.length === 0) this.seriesMap.get([]);
  }

  /** Sets every series back to 0 and keeps it. Also called by `registry.resetMetrics()`. */
  reset(): void {
    for (const series of this.seriesMap.values()) series.reset();
  }

  /** Says once that a value cannot be recorded; recording never throws. */
  refuse(method: string, value: unknown): void {
    const shown = inspect(value, { depth: 0, breakLength: Infinity, maxStringLength: 100 });
    this.warnings.once("refuse", `${this.#name}.${method}(${shown}) is ignored.`);
  }

  /** The family as plain data; expired series are removed first. */
  metricFamily(): MetricFamily | Promise<MetricFamily> {
    this.beginGathering();
    return this.toFamily();
  }

  /** The family to be read series by series; expired series are removed first. */
  liveFamily(): LiveFamily | undefined {
    this.beginGathering();
    return { ...this.head, source: this as unknown as LiveSource };
  }

  /** One series as plain data. */
  abstract readSeries(series: S): SeriesData | readonly SeriesData[];

  viewSeries(series: S): SeriesData | readonly SeriesData[] {
    return this.readSeries(series);
  }

  /** Part of prom-client's interface of a metric. */
  async get(): Promise<PromClientMetric> {
    const name = this.#nameForOpenMetrics ?? this.#name;
    this.#nameForOpenMetrics = undefined;
    return toPromClient(await this.metricFamily(), name, this.aggregator);
  }

  protected abstract createSeries(labelValues: readonly string[]): S;

  protected toFamily(): MetricFamily | Promise<MetricFamily> {
    const series = Array.from(this.allSeries(), (one) => this.readSeries(one)).flat();
    return { ...this.head, series } as MetricFamily;
  }

  /** Counts what is only noted yet, for a gathering to see which series have changed. */
  protected settle(): void {}

  /** Begins a gathering of the series of `source`, which this family shows in a shape of its own. */
  protected gatherWith(source: Family<S, string>): void {
    source.settle();
    source.gathering += 1;
    this.gathering = source.gathering;
  }

  protected beginGathering(): void {
    this.settle();
    this.#expire();
    this.gathering += 1;
  }

  protected drop(series: S): void {
    this.seriesMap.delete(series.labelValues);
    series.renew = () => this.seriesMap.get(series.labelValues);
  }

  protected labelsOf(series: Series): Labels {
    const labels: Record<string, string> = {};
    this.labelNames.forEach((name, index) => {
      labels[name] = series.labelValues[index] ?? "";
    });
    return labels;
  }

  protected get head(): FamilyHead {
    const { type, help, unit, aggregation, liveOnly } = this;
    const name = this.#name;
    return { name, type, help, aggregation, liveOnly, ...(unit !== undefined && { unit }) };
  }

  /** The one series of a metric without labels. */
  protected only(): S {
    if (this.labelNames.length > 0) {
      throw new MetricsError(
        "RM_ERR_INVALID_USE",
        `${this.#name} has the labels [${this.labelNames.join(", ")}]: choose a series with labels() first.`,
      );
    }
    return this.seriesMap.get([]);
  }

  #expire(): void {
    if (this.#ttl === undefined) return;
    // Not the time of day, which may be set.
    const now = performance.now();
    for (const series of [...this.seriesMap.values()]) {
      const isChanged = series.changedIn >= this.#expiredIn;
      const lastChange = this.#lastChanges.get(series);
      if (isChanged || lastChange === undefined) this.#lastChanges.set(series, now);
      else if (now - lastChange >= this.#ttl * 1000) this.drop(series);
    }
    this.#expiredIn = this.gathering + 1;
  }

  #noteOverflow(limit: number): void {
    this.overflowed += 1;
    this.warnings.once(
      "overflow",
      `${this.#name} has reached its limit of ${limit} series: further label sets are counted ` +
        `under "${OVERFLOW}". Find the label whose values do not end, or raise maxSeries.`,
    );
  }
}

const PROM_CLIENT_AGGREGATORS = new Set<Aggregation>([
  "sum",
  "min",
  "max",
  "average",
  "first",
  "omit",
]);

/** The registry that an option means: prom-client's global one by default. */
export function registryOf(registry: RegistryLike | null | undefined): RegistryLike | null {
  return registry === undefined ? (globalRegistry as RegistryLike) : registry;
}
