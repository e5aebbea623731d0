import type { OnError } from "../report.js";
import type { SenderMetrics } from "./sender-metrics.js";

/** What is sent at once. */
export interface Parcel {
  readonly body: Uint8Array;
  readonly samples: number;
}

/** What became of one attempt. `after`: seconds the receiver asks to wait. */
export type Outcome =
  | { readonly kind: "delivered" }
  | { readonly kind: "rejected"; readonly error: Error }
  | { readonly kind: "retry"; readonly error: Error; readonly after?: number };

export type Deliver<P extends Parcel> = (parcel: P, signal: AbortSignal) => Promise<Outcome>;

/** Seconds before the first and at most before any further attempt. */
export interface Backoff {
  readonly min: number;
  readonly max: number;
}

export interface DeliveryQueueOptions<P extends Parcel> {
  readonly deliver: Deliver<P>;
  readonly maxSamples: number;
  readonly backoff: Backoff;
  readonly metrics: SenderMetrics;
  readonly report: OnError;
  readonly recovered: () => void;
}

/** However long a receiver wants us to wait. */
const MAX_RETRY_AFTER = 300;

/**
 * Delivers parcels one after the other, in their order: receivers refuse
 * samples that are older than what they have. A parcel is repeated, byte by
 * byte the same, until it is delivered or rejected. When the queue is full the
 * oldest parcel that is not on its way is dropped.
 */
export class DeliveryQueue<P extends Parcel> {
  readonly #options: DeliveryQueueOptions<P>;
  readonly #parcels: P[] = [];
  readonly #closing = new AbortController();
  #samples = 0;
  #isSending = false;
  #running: Promise<void> | undefined;
  #endPause: (() => void) | undefined;

  constructor(options: DeliveryQueueOptions<P>) {
    this.#options = options;
  }

  add(parcel: P): void {
    const { maxSamples, metrics } = this.#options;
    this.#parcels.push(parcel);
    this.#samples += parcel.samples;
    metrics.pending(parcel.samples);
    while (this.#samples > maxSamples) {
      const oldest = this.#parcels[this.#isSending ? 1 : 0];
      // The newest one stays, however large it is.
      if (oldest === undefined || oldest === parcel) break;
      this.#remove(oldest);
      metrics.dropped("queue_full", oldest.samples);
    }
    this.#running ??= this.#run();
  }

  /** Resolves when nothing is waiting any more. */
  async drained(): Promise<void> {
    while (this.#running) await this.#running;
  }

  /** Tries again now, unless the receiver asked for patience. */
  hurry(): void {
    this.#endPause?.();
  }

  /** Gives up everything that waits. Returns how many samples that were. */
  close(): number {
    const lost = this.#samples;
    this.#closing.abort();
    this.#endPause?.();
    if (lost > 0) this.#options.metrics.dropped("stopped", lost);
    for (const parcel of [...this.#parcels]) this.#remove(parcel);
    return lost;
  }

  async #run(): Promise<void> {
    const { deliver, metrics, report, recovered } = this.#options;
    const { signal } = this.#closing;
    for (let failures = 0; ; ) {
      const parcel = this.#parcels[0];
      if (parcel === undefined) break;
      this.#isSending = true;
      const outcome = await deliver(parcel, signal).catch(
        (error: Error): Outcome => ({ kind: "retry", error }),
      );
      this.#isSending = false;
      if (signal.aborted) break;
      if (outcome.kind === "retry") {
        metrics.retried();
        report(outcome.error);
        await this.#pause(failures++, outcome.after);
        continue;
      }
      failures = 0;
      this.#remove(parcel);
      if (outcome.kind === "delivered") {
        metrics.delivered(parcel.samples);
        recovered();
      } else {
        metrics.dropped("rejected", parcel.samples);
        report(outcome.error);
      }
    }
    // In the same turn: a parcel that is added next must find that nobody works.
    this.#running = undefined;
  }

  #remove(parcel: P): void {
    const index = this.#parcels.indexOf(parcel);
    if (index === -1) return;
    this.#parcels.splice(index, 1);
    this.#samples -= parcel.samples;
    this.#options.metrics.pending(-parcel.samples);
  }

  /** Twice as long each time, and never in step with other processes that lost the same receiver. */
  #pause(failures: number, after: number | undefined): Promise<void> {
    const { min, max } = this.#options.backoff;
    const backoff = Math.min(max, min * 2 ** failures) * (0.5 + Math.random() / 2);
    const seconds = Math.max(backoff, Math.min(after ?? 0, MAX_RETRY_AFTER));
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, seconds * 1000).unref();
      const end = () => {
        clearTimeout(timer);
        resolve();
      };
      if (after === undefined) this.#endPause = end;
      else this.#endPause = () => this.#closing.signal.aborted && end();
    });
  }
}
