import { withDefaultLabels } from "../exposition/default-labels.js";
import type { LiveFamily, LiveFamilySource, LiveSeries } from "../live-family.js";
import type { MetricFamily, Series } from "../metric-family.js";
import type { EntryWriter } from "./entries.js";
import type { Entry } from "./log-format.js";

/** What is read of a family. */
export interface ReadOptions {
  /** All series, and not only those that have changed. */
  readonly everything: boolean;
  /** Also values that a function of the application gives. */
  readonly functions: boolean;
  /** Told about a series that cannot be read. */
  readonly onError: (metric: string, error: Error) => void;
}

/** The entries of one family of ours, read series by series: those that have changed. */
export class LiveEntries {
  readonly #metric: LiveFamilySource;
  readonly #writer: EntryWriter;
  readonly #family: number;
  readonly #numbers = new Map<LiveSeries, number>();
  #since = -Infinity;
  #membership = -1;
  #defaults = "{}";

  constructor(metric: LiveFamilySource, writer: EntryWriter) {
    this.#metric = metric;
    this.#writer = writer;
    this.#family = writer.nextNumber();
  }

  /** Undefined where there is nothing to tell; the caller may stop for a while at each step. */
  *read(
    { everything, functions, onError }: ReadOptions,
    defaultLabels: Readonly<Record<string, unknown>>,
  ): Generator<Entry | undefined, void> {
    const live = this.#metric.liveFamily();
    if (live === undefined) return;
    const { source, ...head } = live;
    const defaults = JSON.stringify(defaultLabels);
    const isAll = everything || this.#since === -Infinity || defaults !== this.#defaults;
    const since = isAll ? -Infinity : this.#since;
    // What changes from now on is told by the next reading.
    this.#since = source.gathering;
    this.#defaults = defaults;
    if (isAll) yield this.#writer.head(this.#family, head);
    if (source.membership !== this.#membership) {
      this.#membership = source.membership;
      yield* this.#forgetRemoved();
    }
    for (const series of source.allSeries()) {
      const isRead = functions || !isFunction(series);
      if ((isRead && series.changedSince(since)) || !this.#numbers.has(series)) {
        yield* this.#readSeries(live, series, defaultLabels, onError);
      } else yield undefined;
    }
  }

  *#readSeries(
    { name, source }: LiveFamily,
    series: LiveSeries,
    defaultLabels: Readonly<Record<string, unknown>>,
    onError: ReadOptions["onError"],
  ): Generator<Entry, void> {
    try {
      const read = labelled(source.readSeries(series), defaultLabels);
      const entry = this.#writer.series(this.#numberOf(series), this.#family, read);
      yield* this.#writer.takeBounds();
      yield entry;
    } catch (error) {
      // A function of the application that gives the value.
      onError(name, error as Error);
    }
  }

  /** Its metric is no longer there. */
  *remove(): Generator<Entry, void> {
    yield [`f${this.#family}`, undefined];
    for (const number of this.#numbers.values()) yield [String(number), undefined];
  }

  *#forgetRemoved(): Generator<Entry, void> {
    for (const [series, number] of this.#numbers) {
      if (!series.removed) continue;
      this.#numbers.delete(series);
      yield [String(number), undefined];
    }
  }

  #numberOf(series: LiveSeries): number {
    const known = this.#numbers.get(series);
    if (known !== undefined) return known;
    const number = this.#writer.nextNumber();
    this.#numbers.set(series, number);
    return number;
  }
}

/** A value that is read anew each time has always changed, whatever it is compared with. */
function isFunction(series: LiveSeries): boolean {
  return series.changedSince(Infinity);
}

function labelled(
  read: Series | readonly Series[],
  defaults: Readonly<Record<string, unknown>>,
): Series | readonly Series[] {
  for (const _ in defaults) {
    const series = [read].flat() as readonly Series[];
    const family: MetricFamily = { name: "", help: "", type: "unknown", series: series as never };
    return withDefaultLabels(family, defaults).series;
  }
  return read;
}
