/**
 * Runs `work` once when one of the signals comes. Then the process ends by that
 * signal, unless the application handles it too and so decides itself.
 * Returns how to stop listening.
 */
export function onSignals(
  signals: readonly NodeJS.Signals[],
  work: () => Promise<unknown>,
): () => void {
  const forget = () => {
    for (const signal of signals) process.off(signal, handle);
  };
  const ignore = () => {};
  const handle = async (signal: NodeJS.Signals) => {
    // Something has to listen while the work goes on, or a second signal ends the process.
    process.on(signal, ignore);
    forget();
    await work();
    process.off(signal, ignore);
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  for (const signal of signals) process.on(signal, handle);
  return forget;
}
