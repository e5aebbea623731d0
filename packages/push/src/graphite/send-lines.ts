import net from "node:net";
import { PushError } from "../http/push-error.js";

export interface GraphiteAddress {
  readonly host: string;
  readonly port: number;
  /** Seconds. */
  readonly timeout: number;
}

/**
 * Sends over a connection of its own. The protocol has no answer: that the
 * receiver closes in turn is the only sign that it has read everything.
 */
export function sendLines(
  { host, port, timeout }: GraphiteAddress,
  lines: Uint8Array,
  { unref = false, signal }: { unref?: boolean; signal?: AbortSignal } = {},
): Promise<void> {
  const url = `tcp://${host}:${port}`;
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host, port });
    const fail = (reason: string, cause?: unknown) => {
      const message = `${url}: ${reason}. Check \`host\` and \`port\`, and that Graphite listens there for plaintext.`;
      reject(new PushError(message, { url, cause }));
      socket.destroy();
    };
    const timer = setTimeout(() => fail(`not sent within ${timeout} s`), timeout * 1000);
    const abort = () => fail("given up");
    if (signal?.aborted) abort();
    signal?.addEventListener("abort", abort);
    if (unref) {
      socket.unref();
      timer.unref();
    }
    socket.on("error", (error) => fail(reasonOf(error), error));
    socket.on("close", () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      // After an error this changes nothing any more.
      resolve();
    });
    socket.resume();
    socket.end(lines);
  });
}

/** A host with several addresses fails with an AggregateError, whose own message is empty. */
function reasonOf(error: Error): string {
  const [first] = error instanceof AggregateError ? error.errors : [error];
  return (first as Error).message;
}
