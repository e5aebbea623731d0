import { setImmediate } from "node:timers/promises";

const SLICE_MS = 1;

/** Lets the event loop turn in the middle of long work: `if (slices.due) await slices.turn()`. */
export class Slices {
  #end: number = performance.now() + SLICE_MS;

  get due(): boolean {
    return performance.now() >= this.#end;
  }

  async turn(): Promise<void> {
    await setImmediate();
    this.#end = performance.now() + SLICE_MS;
  }
}
