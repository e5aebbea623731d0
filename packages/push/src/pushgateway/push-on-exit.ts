import { setImmediate as nextTurn } from "node:timers/promises";
import { handOver, type RegistryLike } from "@routemetrics/core";
import {
  type Check,
  callback,
  checkArgument,
  checkOptions,
  oneOf,
  positive,
  registries,
} from "../check-options.js";
import { withDeadline } from "../deadline.js";
import { createReporter, type OnError } from "../report.js";
import type { Pushgateway } from "./pushgateway.js";

export interface PushOnExitOptions {
  /** Seconds that a push may delay the end. Default: 5. */
  readonly deadline?: number;
  /** Default: `push`, which replaces the whole group. */
  readonly method?: "push" | "pushAdd";
  /** Told when a push fails; the process ends as it would have. Default: a process warning. */
  readonly onError?: OnError;
}

export interface PushOnExit {
  /** From now on the process ends without a push. */
  cancel(): void;
}

const isGateway: Check = (value) =>
  typeof (value as Partial<Pushgateway> | undefined)?.push === "function"
    ? undefined
    : "what pushgateway() returns";

const SIGNALS = ["SIGTERM", "SIGINT"] as const;

/**
 * Pushes once more when the process ends: because it has nothing left to do,
 * by SIGTERM or SIGINT, or by an uncaught exception. Exit code, signal and
 * error message stay what they would have been. Nothing asynchronous can run
 * in `process.exit()`: set `process.exitCode` instead, or push before it. Of a
 * registry of `onlyOneWorker()` the leader pushes, and the last worker of all.
 */
export function pushOnExit(
  gateway: Pushgateway,
  registry: RegistryLike | readonly RegistryLike[],
  options: PushOnExitOptions = {},
): PushOnExit {
  checkOptions("pushOnExit", options, [], {
    deadline: positive,
    method: oneOf("push", "pushAdd"),
    onError: callback,
  });
  checkArgument("pushOnExit", "gateway", gateway, isGateway);
  checkArgument("pushOnExit", "registry", registry, registries);
  const { deadline = 5, method = "push" } = options;
  const { report } = createReporter(options.onError);
  let last: Promise<void> = Promise.resolve();
  let isFailing = false;

  /** Never rejects. One push at a time: an older one must not arrive after a newer one. */
  function push(): Promise<void> {
    last = last
      .then(() =>
        withDeadline(deadline, (signal) =>
          handOver(registry, () => gateway[method](registry, { signal })),
        ),
      )
      .catch(report)
      // A warning is printed in a later turn, and a signal would be faster.
      .then(() => nextTurn());
    return last;
  }

  function onBeforeExit(): void {
    cancel();
    void push();
  }

  async function onSignal(signal: NodeJS.Signals): Promise<void> {
    // At once, so that a second signal ends a process that is still pushing.
    removeSignalListeners();
    // Other listeners mean that the application shuts down by itself: it decides when to end.
    const isOurs = process.listenerCount(signal) === 0;
    await push();
    if (!isOurs) return;
    cancel();
    process.kill(process.pid, signal);
  }

  async function onException(error: unknown): Promise<void> {
    // What fails while the process is ending would not have happened without us.
    if (isFailing) return;
    const isOurs = process.listenerCount("uncaughtException") === 1;
    isFailing = isOurs;
    await push();
    if (!isOurs) return;
    cancel();
    // Outside of the promise, and without our listener: Node prints it and exits with code 1.
    setImmediate(() => {
      throw error;
    });
  }

  function removeSignalListeners(): void {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }

  function cancel(): void {
    removeSignalListeners();
    process.off("beforeExit", onBeforeExit);
    process.off("uncaughtException", onException);
  }

  process.on("beforeExit", onBeforeExit);
  process.on("uncaughtException", onException);
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return { cancel };
}
