export interface Reporter {
  /** What went wrong last. */
  readonly last: Error | undefined;
  error(error: unknown): void;
  /** What has been told may be told again when it happens again. */
  recovered(): void;
  /** Runs code of the application, whose errors must not come back to us. */
  guard(code: () => void): void;
}

/** Tells the application of errors, and survives what it does with them. */
export function createReporter(onError: ((error: Error) => void) | undefined): Reporter {
  const told = new Set<string>();
  const warnOnce = ({ message }: Error) => {
    if (told.has(message) || told.size >= 100) return;
    told.add(message);
    console.warn(`routemetrics: ${message}`);
  };
  let last: Error | undefined;
  const reporter: Reporter = {
    get last() {
      return last;
    },
    error(error) {
      last = error instanceof Error ? error : new Error(String(error));
      try {
        (onError ?? warnOnce)(last);
      } catch {
        // The handler's own mistake; there is nobody left to tell.
      }
    },
    recovered: () => told.clear(),
    guard(code) {
      try {
        code();
      } catch (error) {
        reporter.error(error);
      }
    },
  };
  return reporter;
}
