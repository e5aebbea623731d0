import {
  gather,
  isFollower,
  type Labels,
  MetricsError,
  type RegistryLike,
} from "@routemetrics/core";
import {
  callback,
  checkOptions,
  count,
  flagOrTexts,
  port as isPort,
  positive,
  record,
  registries,
  text,
} from "../check-options.js";
import { type BackgroundSender, startBackgroundSender } from "../delivery/background-sender.js";
import {
  type Backoff,
  DeliveryQueue,
  type Outcome,
  type Parcel,
} from "../delivery/delivery-queue.js";
import { createSenderMetrics } from "../delivery/sender-metrics.js";
import { createReporter, type OnError } from "../report.js";
import { graphiteLines } from "./graphite-lines.js";
import { sendLines } from "./send-lines.js";

export interface GraphiteOptions {
  readonly host: string;
  /** Default: 2003. */
  readonly port?: number;
  /** Of `onlyOneWorker()`: only the worker that leads sends. */
  readonly registry: RegistryLike | readonly RegistryLike[];
  /** Put before every name, with a dot between. Default: none. */
  readonly prefix?: string;
  /**
   * `true`: labels are tags (Graphite 1.1). An object: these tags as well. `false`: labels become
   * parts of the name, `name.label.value`. Default: `false`.
   */
  readonly tags?: boolean | Labels;
  /** Seconds for one connection. Default: 30. */
  readonly timeout?: number;
  /** Told about collectors that fail, and by `startGraphite` about everything. Default: a process warning. */
  readonly onError?: OnError;
}

export interface StartGraphiteOptions extends GraphiteOptions {
  /** Seconds between two collections. Default: 60. */
  readonly every?: number;
  /** How many samples may wait during an outage; beyond it the oldest are dropped. Default: 500000. */
  readonly maxPendingSamples?: number;
  /** Seconds before the first and at most before any further attempt. Default: 0.5 and 30. */
  readonly backoff?: Partial<Backoff>;
}

const CHECKS = {
  host: text,
  port: isPort,
  registry: registries,
  prefix: text,
  tags: flagOrTexts,
  timeout: positive,
  onError: callback,
};

/** Sends all metrics once. Rejects with a `PushError` (`RM_ERR_PUSH`). */
export async function pushGraphite(options: GraphiteOptions): Promise<void> {
  checkOptions("pushGraphite", options, ["host", "registry"], CHECKS);
  checkPrefix("pushGraphite", options.prefix);
  if (isFollower(options.registry)) return;
  const { report } = createReporter(options.onError);
  const { body } = await collectLines(options, report);
  await sendLines(addressOf(options), body);
}

/** Sends all metrics again and again, in the background; reconnects by itself. */
export function startGraphite(options: StartGraphiteOptions): BackgroundSender {
  checkOptions("startGraphite", options, ["host", "registry"], {
    ...CHECKS,
    every: positive,
    maxPendingSamples: count,
    backoff: record,
  });
  checkPrefix("startGraphite", options.prefix);
  const { every = 60, maxPendingSamples = 500_000, backoff = {} } = options;
  checkOptions("startGraphite: backoff", backoff, [], { min: positive, max: positive });
  const { report, recovered } = createReporter(options.onError);
  const address = addressOf(options);

  // Lines that arrive twice do no harm: Graphite keeps one value for a name and a time.
  async function deliver({ body }: Parcel, signal: AbortSignal): Promise<Outcome> {
    await sendLines(address, body, { unref: true, signal });
    return { kind: "delivered" };
  }

  const queue = new DeliveryQueue({
    deliver,
    maxSamples: maxPendingSamples,
    backoff: { min: 0.5, max: 30, ...backoff },
    metrics: createSenderMetrics(options.registry, "graphite", `${address.host}:${address.port}`),
    report,
    recovered,
  });

  async function* collect(): AsyncGenerator<Parcel> {
    const parcel = await collectLines(options, report);
    if (parcel.samples > 0) yield parcel;
  }

  return startBackgroundSender({ every, queue, registry: options.registry, collect, report });
}

async function collectLines(options: GraphiteOptions, report: OnError): Promise<Parcel> {
  const { registry, prefix = "", tags = false } = options;
  const { families, errors } = await gather(registry);
  for (const { error } of errors) report(error);
  const lines = [...graphiteLines(families, { prefix, tags }, Date.now() / 1000)];
  return { body: Buffer.from(lines.join("")), samples: lines.length };
}

function addressOf({ host, port = 2003, timeout = 30 }: GraphiteOptions) {
  return { host, port, timeout };
}

function checkPrefix(where: string, prefix: string | undefined): void {
  if (prefix === undefined || /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/.test(prefix)) return;
  const message = `${where}: "prefix" is "${prefix}": give letters, digits, _ and -, with dots between.`;
  throw new MetricsError("RM_ERR_INVALID_OPTION", message);
}
