import type { Measurement } from "./measurement.js";
import type { RequestRecorder } from "./request-recorder.js";

/** Counts the requests in flight, in the gauge of each preset. */
export class InFlight {
  private readonly recorders: readonly RequestRecorder[];
  /** The recorder of the only preset: a loop costs more. */
  private readonly only: RequestRecorder | undefined;

  constructor(recorders: readonly RequestRecorder[]) {
    this.recorders = recorders;
    this.only = recorders.length === 1 ? recorders[0] : undefined;
  }

  /** An upgrade is over when it comes here: it is in flight no more. */
  count({ method, upgraded }: Measurement, change: 1 | -1): void {
    if (upgraded === false) this.change(method, change);
  }

  /** `method`: an index into `METHOD_LABELS`. */
  change(method: number, change: 1 | -1): void {
    // Short, for the compiler to inline it.
    if (this.only !== undefined) this.only.inFlight(method)?.inc(change);
    else this.changeAll(method, change);
  }

  private changeAll(method: number, change: 1 | -1): void {
    for (const recorder of this.recorders) recorder.inFlight(method)?.inc(change);
  }
}
