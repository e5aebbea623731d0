import type { ObjectStore } from "./object-store.js";
import type { Spool } from "./spool.js";

export interface UploaderOptions {
  readonly spool: Spool;
  readonly store: ObjectStore;
  /** Milliseconds that one upload may take. */
  readonly timeout: number;
  stored(id: string, size: number, seconds: number): void;
  failed(error: unknown): void;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** Uploads what is in the spool, one after another, and tries again for as long as it takes. */
export class Uploader {
  readonly #options: UploaderOptions;
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;
  #failures = 0;
  #endPause: (() => void) | undefined;

  constructor(options: UploaderOptions) {
    this.#options = options;
  }

  /** Begins when there is something and nothing is running. */
  start(): void {
    if (this.#running !== undefined || this.#stopping.signal.aborted) return;
    this.#running = this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  /** Tries at once instead of waiting for the pause after a failure; resolves when the spool is empty. */
  async drain(): Promise<void> {
    this.#failures = 0;
    this.#endPause?.();
    this.start();
    while (this.#running !== undefined) await this.#running;
  }

  /** Ends what is running. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#endPause?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted && this.#options.spool.count > 0) {
      try {
        await this.#uploadOldest();
        this.#failures = 0;
      } catch (error) {
        if (this.#stopping.signal.aborted) return;
        this.#options.failed(error);
        await this.#pause();
      }
    }
  }

  async #uploadOldest(): Promise<void> {
    const { spool, store, timeout, stored } = this.#options;
    const entry = await spool.next();
    if (entry === undefined) return;
    const began = performance.now();
    const limit = AbortSignal.timeout(timeout);
    const signal = AbortSignal.any([limit, this.#stopping.signal]);
    await store.storeBlob(entry.bytes, entry.id, { signal });
    await spool.confirm();
    stored(entry.id, entry.bytes.byteLength, (performance.now() - began) / 1000);
  }

  /** Twice as long each time, and not at the same moment as every other process. */
  #pause(): Promise<void> {
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#failures);
    this.#failures += 1;
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#endPause = undefined;
        resolve();
      };
      // Does not keep a process alive that has nothing else to do: `stop()` is what waits.
      const timer = setTimeout(end, pause * (0.5 + Math.random() / 2)).unref();
      this.#endPause = end;
    });
  }
}
