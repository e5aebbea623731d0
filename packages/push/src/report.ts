/** Told about errors of work in the background, where nobody awaits. */
export type OnError = (error: Error) => void;

/**
 * Wraps `onError` so that it can never break the sender. Without one the
 * process is warned, about each message once until `recovered()`.
 */
export function createReporter(onError?: OnError): { report: OnError; recovered(): void } {
  const told = new Set<string>();
  const warnOnce = (error: Error) => {
    if (told.has(error.message)) return;
    if (told.size > 100) told.clear();
    told.add(error.message);
    process.emitWarning(error.message, { code: "ROUTEMETRICS_PUSH" });
  };
  return {
    report(error) {
      try {
        (onError ?? warnOnce)(error);
      } catch {
        // An error handler that fails has nobody to tell it to.
      }
    },
    recovered: () => told.clear(),
  };
}
