import type { HistogramSeries } from "../metric/histogram-series.js";
import type { Series } from "../metric/series.js";
import type { SummarySeries } from "../metric/summary.js";
import type { CounterSeries } from "../metric/value-series.js";

/** What is recorded where the duration is not all. */
export interface FurtherSeries {
  readonly duration: HistogramSeries | undefined;
  readonly summary: SummarySeries | undefined;
  readonly total: CounterSeries | undefined;
  readonly requestSize: HistogramSeries | undefined;
  readonly responseSize: HistogramSeries | undefined;
  readonly timeToFirstByte: HistogramSeries | undefined;
}

/**
 * The series of all metrics for one method, path and status, found once and kept.
 * Those of a path are linked: there are few, so that a walk finds one faster than a map would.
 */
export class RecordedSeries {
  /** Method and code in one number: one comparison finds it. */
  readonly key: number;
  /** When there is nothing else to record. */
  duration: HistogramSeries | undefined = undefined;
  next: RecordedSeries | undefined = undefined;

  constructor(key: number) {
    this.key = key;
  }

  /** None in most applications, whose records need no place for it. */
  get more(): FurtherSeries | undefined {
    return undefined;
  }

  /** The first that is on; removed by the application when all of them are. */
  get main(): Series | undefined {
    const { more } = this;
    return this.duration ?? more?.duration ?? more?.summary ?? more?.total;
  }

  get isRemoved(): boolean {
    return this.main?.renew !== undefined;
  }

  /** Takes over the series that are in the place of the removed ones. */
  renew({ duration }: RecordedSeries): void {
    this.duration = duration;
  }
}

export class FurtherRecordedSeries extends RecordedSeries {
  further: FurtherSeries | undefined = undefined;

  override get more(): FurtherSeries | undefined {
    return this.further;
  }

  override renew(resolved: RecordedSeries): void {
    super.renew(resolved);
    this.further = resolved.more;
  }
}

export function findRecord(
  first: RecordedSeries | undefined,
  key: number,
): RecordedSeries | undefined {
  let record = first;
  while (record !== undefined && record.key !== key) record = record.next;
  return record;
}

/** What tells the records of a route apart. */
export interface Classified {
  /** Index into `METHOD_LABELS`. */
  readonly method: number;
  /** The status code, or `CLIENT_CLOSED`. */
  readonly code: number;
}

/** Method and code in one number. */
export function keyOf({ method, code }: Classified): number {
  // There are eleven methods.
  return code * 16 + method;
}

/** What `keyOf` made one number of. */
export function classifiedBy(key: number): Classified {
  return { method: key % 16, code: Math.floor(key / 16) };
}
