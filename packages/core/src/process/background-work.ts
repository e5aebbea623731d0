import perfHooks, { type EntryType, type IntervalHistogram } from "node:perf_hooks";

/** What keeps measuring in the background. */
export interface BackgroundWork {
  stopEventLoopDelay(): void;
  stopGarbageCollection(): void;
}

/**
 * Runs `start` and takes note of the event loop monitor and the garbage collection
 * observer that it starts. prom-client keeps both to itself and never stops them,
 * but takes them from Node's module object, where they are replaced meanwhile.
 */
export function noteBackgroundWork(start: () => void): BackgroundWork {
  const { monitorEventLoopDelay, PerformanceObserver } = perfHooks;
  const monitors: IntervalHistogram[] = [];
  const observers: { disconnect(): void }[] = [];
  perfHooks.monitorEventLoopDelay = (options) => {
    const monitor = monitorEventLoopDelay(options);
    monitors.push(monitor);
    return monitor;
  };
  perfHooks.PerformanceObserver = class extends PerformanceObserver {
    override observe(options: { entryTypes: readonly EntryType[] }): void {
      observers.push(this);
      super.observe(options);
    }
  };
  try {
    start();
  } finally {
    Object.assign(perfHooks, { monitorEventLoopDelay, PerformanceObserver });
  }
  return {
    stopEventLoopDelay: () => {
      for (const monitor of monitors) monitor.disable();
    },
    stopGarbageCollection: () => {
      for (const observer of observers) observer.disconnect();
    },
  };
}
