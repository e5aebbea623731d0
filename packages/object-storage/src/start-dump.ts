import { randomBytes } from "node:crypto";
import { MetricsError } from "@routemetrics/core";
import { DiskMedium } from "./disk-medium.js";
import { type DumpAccount, DumpCounts } from "./dump-account.js";
import { renderDump } from "./dump-content.js";
import { formatDumpId, keyPart } from "./dump-id.js";
import { type DumpOptions, type DumpSettings, dumpSettings } from "./dump-options.js";
import { type Duration, timerMilliseconds } from "./duration.js";
import { createReporter } from "./report-errors.js";
import { outdated, prune } from "./retention.js";
import { onSignals } from "./signals.js";
import { BoundedSpool, MemoryMedium } from "./spool.js";
import { Uploader } from "./uploader.js";

export interface DeadlineOptions {
  /** Instead of the option `deadline` of `startDump`. */
  readonly deadline?: Duration;
}

/** Dumps that are being made. */
export interface Dump {
  readonly account: DumpAccount;
  /** Dumps now; resolves when the storage has confirmed everything that waits. */
  flush(options?: DeadlineOptions): Promise<void>;
  /**
   * Dumps a last time, uploads what it can until the deadline, and ends. Never
   * rejects: `spooled` of the account is what did not arrive.
   */
  stop(options?: DeadlineOptions): Promise<DumpAccount>;
}

/**
 * Dumps a registry into a store again and again. Nothing here ever throws into
 * the service, keeps its event loop busy, or keeps it from ending.
 */
export function startDump(options: DumpOptions): Dump {
  const dumper = new Dumper(dumpSettings(options));
  return {
    get account() {
      return dumper.account;
    },
    flush: ({ deadline } = {}) => dumper.flush(deadline),
    stop: ({ deadline } = {}) => dumper.stop(deadline),
  };
}

/** A clock set back by less than this is a correction; by more, it had been wrong. */
const CORRECTION_MS = 60_000;

/** For a store that does not heed its signal. */
const GRACE_MS = 1000;
/** Retention lists what is stored; more often than this it would cost more than the dumps. */
const PRUNE_EVERY_MS = 60_000;

class Dumper {
  readonly #settings: DumpSettings;
  readonly #counts: DumpCounts;
  readonly #spool: BoundedSpool;
  readonly #uploader: Uploader;
  readonly #report: ReturnType<typeof createReporter>;
  readonly #run = randomBytes(4).toString("hex");
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #forgetSignals: () => void;
  #sequence = 0;
  #lastTime = 0;
  #taking: Promise<unknown> = Promise.resolve();
  #isRecovered = false;
  #isTaking = false;
  #pruning: Promise<void> | undefined;
  #lastPrune = 0;
  #stopped: Promise<DumpAccount> | undefined;
  #isOver = false;

  constructor(settings: DumpSettings) {
    const { spool, every, signals, retention } = settings;
    if (retention !== undefined) outdated(retention);
    this.#settings = settings;
    this.#report = createReporter(settings.onError);
    const counts = new DumpCounts(settings.registry);
    this.#counts = counts;
    const medium =
      spool.directory === undefined ? new MemoryMedium() : new DiskMedium(spool.directory);
    this.#spool = new BoundedSpool(medium, spool, (count) => {
      counts.dropped(count);
      this.#report.error(
        new Error(`The spool is full: the oldest of its ${spool.max} dumps are dropped.`),
      );
    });
    this.#uploader = new Uploader({
      spool: this.#spool,
      store: settings.store,
      timeout: settings.timeout,
      stored: (id, size, seconds) => this.#stored(id, size, seconds),
      failed: (error) => this.#report.error(error),
    });
    if (!settings.isFollower()) this.#taking = this.#recover();
    if (every !== undefined) this.#timer = setInterval(() => this.#tick(), every).unref();
    this.#forgetSignals = onSignals(signals, () => this.stop());
  }

  get account(): DumpAccount {
    this.#counts.spooled(this.#spool);
    return this.#counts.account;
  }

  async flush(deadline?: Duration): Promise<void> {
    if (this.#stopped) {
      throw new MetricsError("RM_ERR_INVALID_USE", "flush(): these dumps have been stopped.");
    }
    const limit = this.#deadline(deadline);
    const done = await withDeadline(limit, this.#takeAndDrain());
    if (done && this.#spool.count === 0) return;
    throw new MetricsError(
      "RM_ERR_STORAGE_TIMEOUT",
      `${this.#spool.count} dumps are still to be stored in ${this.#settings.store.url} after ${limit / 1000} s.`,
      { cause: this.#report.last },
    );
  }

  stop(deadline?: Duration): Promise<DumpAccount> {
    this.#stopped ??= this.#stop(this.#deadline(deadline));
    return this.#stopped;
  }

  async #stop(limit: number): Promise<DumpAccount> {
    clearInterval(this.#timer);
    this.#forgetSignals();
    // The next worker takes over a spool that nobody else reads any more.
    const handingOver = this.#settings.handOver(() => this.#takeAndDrain());
    await withDeadline(
      limit,
      handingOver.then(() => this.#drain()),
    );
    this.#isOver = true;
    await withDeadline(GRACE_MS, this.#uploader.stop());
    const { account } = this;
    const { directory } = this.#settings.spool;
    if (account.spooled > 0) {
      const fate = directory === undefined ? "are lost" : `wait in ${directory}`;
      this.#report.error(new Error(`${account.spooled} dumps could not be stored and ${fate}.`));
    }
    return account;
  }

  async #takeAndDrain(): Promise<void> {
    await this.#take();
    await this.#drain();
  }

  async #drain(): Promise<void> {
    await this.#uploader.drain();
    await this.#pruning;
  }

  #tick(): void {
    // A registry or a disk that is slower than the interval must not pile up work.
    if (this.#isTaking) this.#counts.failed();
    else void this.#take();
  }

  /** One after another: a dump asked for during another one follows it. */
  #take(): Promise<unknown> {
    this.#taking = this.#taking.then(() => this.#takeOne());
    return this.#taking;
  }

  async #takeOne(): Promise<void> {
    if (this.#isOver || this.#settings.isFollower()) return;
    // What a leader has left in the folder of the spool, when this one takes over.
    if (!this.#isRecovered) await this.#recover();
    this.#isTaking = true;
    try {
      const { format, gzip, labels, gather } = this.#settings;
      const { families, errors } = await gather();
      for (const { metric, error } of errors) {
        this.#report.error(new Error(`The dump lacks ${metric}: ${error.message}`));
      }
      if (families.length === 0) return;
      const time = this.#nextTime();
      const bytes = await renderDump(families, { format, gzip, labels, time });
      this.#sequence += 1;
      const name = { time, sequence: this.#sequence, run: this.#run, format, gzip };
      const { job, instance } = labels;
      await this.#spool.add({ id: formatDumpId({ job, instance, ...name }), bytes });
      this.#counts.taken();
    } catch (error) {
      this.#counts.failed();
      this.#report.error(error);
    } finally {
      this.#isTaking = false;
    }
    this.#counts.spooled(this.#spool);
    this.#uploader.start();
  }

  #nextTime(): number {
    const now = Date.now();
    const isBehind = now <= this.#lastTime && now > this.#lastTime - CORRECTION_MS;
    this.#lastTime = isBehind ? this.#lastTime + 1 : now;
    return this.#lastTime;
  }

  async #recover(): Promise<void> {
    this.#isRecovered = true;
    try {
      this.#counts.recovered(await this.#spool.open());
      this.#counts.spooled(this.#spool);
      this.#uploader.start();
    } catch (error) {
      this.#report.error(error);
    }
  }

  #stored(id: string, size: number, seconds: number): void {
    this.#counts.stored(size, seconds);
    this.#counts.spooled(this.#spool);
    this.#report.recovered();
    this.#report.guard(() => this.#settings.onStored?.(id));
    if (Date.now() - this.#lastPrune >= PRUNE_EVERY_MS) this.#pruning ??= this.#prune();
  }

  async #prune(): Promise<void> {
    const { store, labels, retention } = this.#settings;
    if (retention === undefined) return;
    this.#lastPrune = Date.now();
    const own = { prefix: `${keyPart(labels.job)}/`, instance: keyPart(labels.instance) };
    try {
      for await (const _ of prune(store, { ...retention, ...own }));
    } catch (error) {
      this.#report.error(error);
    }
    this.#pruning = undefined;
  }

  #deadline(deadline: Duration | undefined): number {
    return deadline === undefined
      ? this.#settings.deadline
      : timerMilliseconds(deadline, "deadline");
  }
}

/** Whether the work was done in time; its timer keeps the process alive until then. */
async function withDeadline(limit: number, work: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), limit);
  });
  const isDone = await Promise.race([work.then(() => true), expired]);
  clearTimeout(timer);
  return isDone;
}
