import { handOver, isFollower, MetricsError, type RegistryLike } from "@routemetrics/core";
import { checkOptions, positive } from "../check-options.js";
import { withDeadline } from "../deadline.js";
import type { OnError } from "../report.js";
import type { DeliveryQueue, Parcel } from "./delivery-queue.js";

/** A sender at work in the background. It never keeps the process alive by itself. */
export interface BackgroundSender {
  /**
   * Gathers now, and resolves when nothing is waiting any more: delivered, or
   * rejected and reported. Rejects after `deadline` seconds (default 30) with
   * RM_ERR_PUSH; what waits goes on waiting.
   */
  flush(options?: DeadlineOptions): Promise<void>;
  /**
   * Gathers a last time and ends. Resolves when everything is delivered, at the
   * latest after `deadline` seconds (default 5); what then is left is counted as
   * dropped and reported. Never rejects. Of a registry of `onlyOneWorker()` another
   * worker goes on: only the last one of all ends the series.
   */
  stop(options?: DeadlineOptions): Promise<void>;
}

export interface DeadlineOptions {
  /** Seconds. */
  readonly deadline?: number;
}

export interface BackgroundWork<P extends Parcel> {
  readonly every: number;
  readonly queue: DeliveryQueue<P>;
  /** What is sent; of `onlyOneWorker()` only while this worker leads. */
  readonly registry: RegistryLike | readonly RegistryLike[];
  /** Gathers and yields what is to be sent; `isLast`: nobody will send more of it. */
  collect(isLast: boolean): AsyncIterable<P>;
  readonly report: OnError;
}

export function startBackgroundSender<P extends Parcel>(work: BackgroundWork<P>): BackgroundSender {
  const { queue, report } = work;
  let collecting: Promise<void> | undefined;
  let stopped: Promise<void> | undefined;
  let isClosed = false;

  async function collectOnce(isLast: boolean): Promise<void> {
    if (isFollower(work.registry)) return;
    try {
      for await (const parcel of work.collect(isLast)) {
        if (isClosed) return;
        queue.add(parcel);
      }
    } catch (error) {
      report(error as Error);
    }
  }

  /** One collection after the other, so that timestamps ascend. */
  function collect(isLast = false): Promise<void> {
    const next = (collecting ?? Promise.resolve()).then(() => collectOnce(isLast));
    collecting = next;
    return next.finally(() => {
      if (collecting === next) collecting = undefined;
    });
  }

  // A collection that takes longer than the interval makes the next one be skipped.
  const timer = setInterval(() => {
    if (!collecting) void collect();
  }, work.every * 1000).unref();

  async function drain(): Promise<void> {
    queue.hurry();
    await queue.drained();
  }

  async function end(deadline: number): Promise<void> {
    clearInterval(timer);
    try {
      await withDeadline(deadline, async () => {
        // Delivered before another worker goes on: receivers refuse what is older than what they have.
        await handOver(work.registry, async (isLast) => {
          await collect(isLast);
          await drain();
        });
        await drain();
      });
    } catch {
      isClosed = true;
      const lost = queue.close();
      const message = `stop(): ${lost} samples were not delivered within ${deadline} s. Raise \`deadline\`, or check the server.`;
      report(new MetricsError("RM_ERR_PUSH", message));
    }
  }

  return {
    async flush(options = {}) {
      checkOptions("flush", options, [], { deadline: positive });
      if (stopped) return stopped;
      await withDeadline(options.deadline ?? 30, async () => {
        await collect();
        await drain();
      });
    },
    async stop(options = {}) {
      checkOptions("stop", options, [], { deadline: positive });
      stopped ??= end(options.deadline ?? 5);
      return stopped;
    },
  };
}
