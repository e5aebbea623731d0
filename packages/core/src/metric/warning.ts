/** Tells the developer about misuse that must not disturb a request. */
export type Warn = (message: string) => void;

/** Node's own channel for warnings: visible on stderr, and to `process.on("warning")`. */
export const emitWarning: Warn = (message) => {
  process.emitWarning(message, { type: "MetricsWarning", code: "RM_WARNING" });
};

/** Warns through a logger; one that throws must not disturb a request either. */
export function warnThrough(logger: { warn(message: string): void }): Warn {
  return (message) => {
    try {
      logger.warn(message);
    } catch {
      emitWarning(message);
    }
  };
}

/** Passes the first message of each kind on, and is silent about the rest. */
export class WarnOnce {
  readonly #seen = new Set<string>();
  warn: Warn = emitWarning;

  once(kind: string, message: string): void {
    if (this.#seen.has(kind)) return;
    this.#seen.add(kind);
    this.warn(message);
  }
}
