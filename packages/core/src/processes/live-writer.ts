import { addDefaultLabels, withDefaultLabels } from "../exposition/default-labels.js";
import type { LiveFamily, LiveFamilySource, LiveSeries } from "../live-family.js";
import type { Series } from "../metric-family.js";
import type { LogBuffer } from "./log-buffer.js";
import type { SeriesWriter } from "./series-writer.js";

/** What is read of a family. */
export interface ReadOptions {
  /** All series, and not only those that have changed. */
  readonly everything: boolean;
  /** Also values that a function of the application gives. */
  readonly functions: boolean;
  /** Told about a series that cannot be read. */
  readonly onError: (metric: string, error: Error) => void;
}

/** So many series are read at once: each step costs as much as reading some. */
const STEP = 16;

/** Writes one family of ours, read series by series: those that have changed. */
export class LiveWriter {
  readonly #metric: LiveFamilySource;
  readonly #writer: SeriesWriter;
  readonly #family: number;
  readonly #numbers = new Map<LiveSeries, number>();
  #since = -Infinity;
  #membership = -1;
  #defaults = "{}";

  constructor(metric: LiveFamilySource, writer: SeriesWriter) {
    this.#metric = metric;
    this.#writer = writer;
    this.#family = writer.nextNumber();
  }

  /** The caller may stop for a while at each step. */
  *write(
    log: LogBuffer,
    { everything, functions, onError }: ReadOptions,
    defaultLabels: Readonly<Record<string, unknown>>,
  ): Generator<void, void> {
    const live = this.#metric.liveFamily();
    if (live === undefined) return;
    const { source, ...head } = live;
    const defaults = JSON.stringify(defaultLabels);
    const isAll = everything || this.#since === -Infinity || defaults !== this.#defaults;
    const since = isAll ? -Infinity : this.#since;
    // What changes from now on is told by the next writing.
    this.#since = source.gathering;
    this.#defaults = defaults;
    if (isAll) this.#writer.head(log, this.#family, JSON.stringify(head));
    const mayBeNew = isAll || source.membership !== this.#membership;
    this.#membership = source.membership;
    if (mayBeNew) this.#forgetRemoved(log);
    const write = this.#writeWith(log, withDefaultLabels(live, defaultLabels), isAll, onError);
    let steps = 0;
    for (const series of source.allSeries()) {
      const isRead = functions || !isFunction(series);
      if (isRead && series.changedSince(since)) write(series);
      else if (mayBeNew && !this.#numbers.has(series)) write(series);
      if (++steps % STEP === 0) yield;
    }
  }

  /** Its metric is no longer there. */
  *remove(log: LogBuffer): Generator<void, void> {
    this.#writer.headGone(log, this.#family);
    for (const number of this.#numbers.values()) {
      this.#writer.seriesGone(log, number);
      yield;
    }
  }

  #writeWith(
    log: LogBuffer,
    { name, source, defaultLabels }: LiveFamily,
    isAll: boolean,
    onError: ReadOptions["onError"],
  ): (series: LiveSeries) => void {
    return (series) => {
      try {
        const read = source.viewSeries(series) as Series;
        const known = this.#numbers.get(series);
        if (known !== undefined && !isAll) {
          this.#writer.numbers(log, known, read);
          return;
        }
        const labelled = defaultLabels ? addDefaultLabels(read, defaultLabels) : read;
        const number = known ?? this.#writer.nextNumber();
        this.#writer.series(log, number, this.#family, labelled);
        this.#numbers.set(series, number);
      } catch (error) {
        // A function of the application that gives the value.
        log.cancel();
        if (isAll) this.#forget(log, series);
        onError(name, error as Error);
      }
    };
  }

  #forgetRemoved(log: LogBuffer): void {
    for (const series of this.#numbers.keys()) if (series.removed) this.#forget(log, series);
  }

  #forget(log: LogBuffer, series: LiveSeries): void {
    const number = this.#numbers.get(series);
    if (number === undefined) return;
    this.#numbers.delete(series);
    this.#writer.seriesGone(log, number);
  }
}

/** A value that is read anew each time has always changed, whatever it is compared with. */
function isFunction(series: LiveSeries): boolean {
  return series.changedSince(Infinity);
}
