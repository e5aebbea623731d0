import { setImmediate } from "node:timers/promises";

const SLICE_MS = 4;

/** For long loops: call it often; it lets the event loop turn whenever a few milliseconds have gone by. */
export function startTurns(): () => Promise<void> | undefined {
  let sliceEnd = performance.now() + SLICE_MS;
  return () => {
    if (performance.now() < sliceEnd) return undefined;
    return setImmediate().then(() => {
      sliceEnd = performance.now() + SLICE_MS;
    });
  };
}
