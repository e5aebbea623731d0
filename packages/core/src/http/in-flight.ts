import type { Measurement } from "./measurement.js";
import type { RequestRecorder } from "./request-recorder.js";

/** Counts the requests in flight, in the gauge of each preset. */
export class InFlight {
  private readonly recorders: readonly RequestRecorder[];

  constructor(recorders: readonly RequestRecorder[]) {
    this.recorders = recorders;
  }

  /** An upgrade is over when it comes here: it is in flight no more. */
  count({ method, upgraded }: Measurement, change: 1 | -1): void {
    if (upgraded === false) this.change(method, change);
  }

  /** `method`: an index into `METHOD_LABELS`. */
  change(method: number, change: 1 | -1): void {
    const { recorders } = this;
    // An iterator costs more than what is done with each: mostly there is one.
    for (let i = 0; i < recorders.length; i++) recorders[i]?.inFlight(method)?.inc(change);
  }
}
