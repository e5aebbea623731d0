import { MetricsError } from "@routemetrics/core";

/**
 * Gives up `work` after so many seconds, whether it heeds its signal or not.
 * The timer keeps the process alive until then.
 */
export async function withDeadline<T>(
  seconds: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const message = `given up after ${seconds} s: raise \`deadline\`, or check the server.`;
      reject(new MetricsError("RM_ERR_PUSH", message));
      controller.abort();
    }, seconds * 1000);
  });
  try {
    return await Promise.race([work(controller.signal), expired]);
  } finally {
    clearTimeout(timer);
  }
}
