/** Seconds since it was started, until it is stopped. */
export class Stopwatch {
  readonly #start = performance.now();
  #end: number | undefined;

  get seconds(): number {
    return ((this.#end ?? performance.now()) - this.#start) / 1000;
  }

  stop(): void {
    this.#end ??= performance.now();
  }
}
