import { Counter, Gauge, Histogram, type RegistryLike } from "@routemetrics/core";

/**
 * What has become of the dumps so far. Always
 * `taken + recovered = stored + dropped + spooled`.
 */
export interface DumpAccount {
  /** Made by this process. */
  readonly taken: number;
  /** Found in the folder of the spool, from an earlier process. */
  readonly recovered: number;
  /** Confirmed by the storage. */
  readonly stored: number;
  /** Given up, oldest first, because the spool was full. */
  readonly dropped: number;
  /** Waiting. */
  readonly spooled: number;
  /** Not made: the registry or the spool failed, or the one before took too long. */
  readonly failed: number;
}

/** Counts the dumps for their account and for the registry they come from. */
export class DumpCounts {
  readonly #dumps: Counter<"result">;
  readonly #bytes: Counter;
  readonly #duration: Histogram;
  readonly #spoolObjects: Gauge;
  readonly #spoolBytes: Gauge;
  readonly #lastSuccess: Gauge;
  #account = { taken: 0, recovered: 0, stored: 0, dropped: 0, spooled: 0, failed: 0 };
  #spooledBytes = 0;

  constructor(registry: RegistryLike) {
    const metric = (name: string, help: string) => ({
      name: `routemetrics_dump${name}`,
      help,
      registry,
    });
    this.#dumps = new Counter({
      ...metric("_total", "Dumps to object storage, by what became of them."),
      labelNames: ["result"],
    });
    for (const result of ["stored", "dropped", "failed"]) this.#dumps.labels({ result });
    this.#bytes = new Counter(metric("_bytes_total", "Bytes of the dumps that were stored."));
    this.#duration = new Histogram(metric("_duration_seconds", "Time to upload one dump."));
    this.#spoolObjects = new Gauge(metric("_spool_objects", "Dumps waiting to be uploaded."));
    this.#spoolBytes = new Gauge(metric("_spool_bytes", "Bytes waiting to be uploaded."));
    this.#lastSuccess = new Gauge({
      ...metric("_last_success_timestamp_seconds", "When the storage confirmed a dump last."),
      aggregation: "max",
    });
  }

  get account(): DumpAccount {
    return { ...this.#account };
  }

  taken(): void {
    this.#account.taken += 1;
  }

  recovered(count: number): void {
    this.#account.recovered += count;
  }

  failed(): void {
    this.#account.failed += 1;
    this.#dumps.labels({ result: "failed" }).inc();
  }

  dropped(count: number): void {
    this.#account.dropped += count;
    this.#dumps.labels({ result: "dropped" }).inc(count);
  }

  stored(size: number, seconds: number): void {
    this.#account.stored += 1;
    this.#dumps.labels({ result: "stored" }).inc();
    this.#bytes.inc(size);
    this.#duration.observe(seconds);
    this.#lastSuccess.setToCurrentTime();
  }

  /** By differences, so that several dumps of one registry add up. */
  spooled({ count, bytes }: { readonly count: number; readonly bytes: number }): void {
    this.#spoolObjects.inc(count - this.#account.spooled);
    this.#spoolBytes.inc(bytes - this.#spooledBytes);
    this.#account.spooled = count;
    this.#spooledBytes = bytes;
  }
}
