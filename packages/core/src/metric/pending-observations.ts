/** How many are counted together: more cost as much each. */
const CAPACITY = 64;

/** A series that counts what was noted for it. */
interface ObservingSeries {
  /** Counts the number at this index. */
  observeAt(values: Float64Array, index: number): void;
}

/**
 * Observations that are noted, and counted together: when there is no more room, or before
 * anybody looks at a number of the histogram. So nobody can tell.
 *
 * Between two requests the framework's code and data push out of the processor's caches what
 * counting needs, to be fetched anew for each request. Counted together they share it
 * (docs/decisions/0012-observations-are-counted-together.md).
 */
export class PendingObservations {
  // No place for any until there is one: most histograms have none.
  private series: (ObservingSeries | undefined)[] = [];
  private values: Float64Array = new Float64Array(0);
  private length = 0;

  /** Takes an object that holds the number, so that it need not be handed over. */
  note(series: ObservingSeries, request: { readonly seconds: number }): void {
    if (this.length === this.values.length) this.makeRoom();
    const { length } = this;
    this.series[length] = series;
    this.values[length] = request.seconds;
    this.length = length + 1;
  }

  /** Counts all that are noted. */
  settle(): void {
    const { length, series, values } = this;
    if (length === 0) return;
    // Before they are counted: a series that starts anew settles too.
    this.length = 0;
    for (let i = 0; i < length; i++) series[i]?.observeAt(values, i);
  }

  private makeRoom(): void {
    this.settle();
    if (this.values.length > 0) return;
    this.series = new Array<ObservingSeries | undefined>(CAPACITY).fill(undefined);
    this.values = new Float64Array(CAPACITY);
  }
}
