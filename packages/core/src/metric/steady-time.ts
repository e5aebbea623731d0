/** What the beginning of this process or thread is by the clock of the machine that is never set. */
const begin = Number(process.hrtime.bigint()) / 1e9 - performance.now() / 1000;

/** Seconds by a clock that all processes of the machine share and that is never set; for comparing only. */
export function steadySeconds(): number {
  return begin + performance.now() / 1000;
}
