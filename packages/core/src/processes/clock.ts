import { uptime } from "node:os";
import { type LogBuffer, RECORD } from "./log-buffer.js";

/** Seconds by which clocks may differ; what the system tells is not more exact than this. */
const TOLERANCE = 2;
const KEY = "c";

/** Seconds between the start of the machine and the beginning of this process' clock: of all processes the same. */
function clockBegin(): number {
  return Date.now() / 1000 - uptime();
}

/** Tells the others by which clock a process gives its times. */
export class Clock {
  #told: number | undefined;

  /** Nothing, when the clock goes as it was told. */
  write(log: LogBuffer, everything: boolean): void {
    const begin = clockBegin();
    if (!everything && Math.abs(begin - (this.#told ?? Infinity)) < TOLERANCE) return;
    this.#told = begin;
    log.add(RECORD.fact, 0, KEY, JSON.stringify(begin));
  }
}

/** Seconds to be added to times by the clock that a log names, to have them by that of this process. */
export function clockShift(facts: ReadonlyMap<string, string>): number {
  const told = facts.get(KEY);
  const shift = told === undefined ? 0 : clockBegin() - Number(told);
  return Math.abs(shift) <= TOLERANCE || !Number.isFinite(shift) ? 0 : shift;
}

export function isSameShift(a: number, b: number): boolean {
  return Math.abs(a - b) <= TOLERANCE;
}
