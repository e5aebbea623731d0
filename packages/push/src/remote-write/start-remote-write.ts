import { hostname } from "node:os";
import { gather, type Labels, MetricsError, type RegistryLike } from "@routemetrics/core";
import {
  callback,
  checkOptions,
  count,
  httpChecks,
  oneOf,
  positive,
  record,
  registries,
  texts,
} from "../check-options.js";
import { type BackgroundSender, startBackgroundSender } from "../delivery/background-sender.js";
import { type Backoff, DeliveryQueue, type Outcome } from "../delivery/delivery-queue.js";
import { createSenderMetrics } from "../delivery/sender-metrics.js";
import { createExchange } from "../http/exchange.js";
import type { HttpOptions } from "../http/http-options.js";
import { createReporter, type OnError } from "../report.js";
import { RequestCollector, type WriteParcel } from "./collect-requests.js";
import { refusesNative, writeOutcome } from "./write-outcome.js";

/** `url` is the whole address, mostly `http://host:9090/api/v1/write`. */
export interface RemoteWriteOptions extends HttpOptions {
  /** Of `onlyOneWorker()`: only the worker that leads sends. */
  readonly registry: RegistryLike | readonly RegistryLike[];
  /** Seconds between two collections. Default: 15. */
  readonly every?: number;
  /**
   * Added to every series; labels of the series win. Give at least `job`. `instance` is the host
   * name unless given; it must differ between processes that send the same series.
   */
  readonly labels?: Labels;
  /** What is sent of a histogram that has native buckets. Default: `both`. */
  readonly histograms?: "both" | "classic" | "native";
  /** How many samples may wait during an outage; beyond it the oldest are dropped. Default: 500000. */
  readonly maxPendingSamples?: number;
  /** Default: 2000. */
  readonly maxSamplesPerRequest?: number;
  /** Seconds before the first and at most before any further attempt. Default: 0.5 and 30. */
  readonly backoff?: Partial<Backoff>;
  /** Told about everything that fails in the background. Default: a process warning, once for each message. */
  readonly onError?: OnError;
}

const HEADERS = {
  "content-type": "application/x-protobuf",
  "content-encoding": "snappy",
  "x-prometheus-remote-write-version": "0.1.0",
  "user-agent": "routemetrics-push",
};

/** Sends all metrics to a receiver of remote write 1.0, again and again, in the background. */
export function startRemoteWrite(options: RemoteWriteOptions): BackgroundSender {
  check(options);
  const { every = 15, labels = {}, backoff = {}, onError } = options;
  const { histograms = "both", maxPendingSamples = 500_000 } = options;
  const { maxSamplesPerRequest = 2_000 } = options;
  const { report, recovered } = createReporter(onError);
  const exchange = createExchange(options, true);
  const collector = new RequestCollector({
    labels: { instance: hostname(), ...labels },
    histograms,
    maxSamplesPerRequest,
  });

  async function deliver(parcel: WriteParcel, signal: AbortSignal): Promise<Outcome> {
    const { body, isNative } = parcel;
    const response = await exchange.send({ method: "POST", headers: HEADERS, body, signal });
    if (!isNative || !refusesNative(response)) return writeOutcome(response, exchange.shown());
    collector.disableNative();
    const message = `${exchange.shown()} has native histograms disabled: only classic buckets are sent from now on. Enable them there, or set \`histograms: "classic"\`.`;
    return { kind: "rejected", error: new MetricsError("RM_ERR_PUSH", message) };
  }

  const queue = new DeliveryQueue<WriteParcel>({
    deliver,
    maxSamples: maxPendingSamples,
    backoff: { min: 0.5, max: 30, ...backoff },
    metrics: createSenderMetrics(options.registry, "remote_write", new URL(exchange.shown()).host),
    report,
    recovered,
  });

  async function* collect(isLast: boolean): AsyncGenerator<WriteParcel> {
    const { families, errors } = await gather(options.registry);
    for (const { error } of errors) report(error);
    yield* collector.collect(families, isLast);
  }

  return startBackgroundSender({ every, queue, registry: options.registry, collect, report });
}

function check(options: RemoteWriteOptions): void {
  checkOptions("startRemoteWrite", options, ["registry", "url"], {
    ...httpChecks,
    registry: registries,
    every: positive,
    labels: texts,
    histograms: oneOf("both", "classic", "native"),
    maxPendingSamples: count,
    maxSamplesPerRequest: count,
    backoff: record,
    onError: callback,
  });
  checkOptions("startRemoteWrite: backoff", options.backoff ?? {}, [], {
    min: positive,
    max: positive,
  });
  for (const name of Object.keys(options.labels ?? {})) {
    if (/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) && !name.startsWith("__")) continue;
    const message = `startRemoteWrite: "${name}" is no label name: use letters, digits and _, not __ at the start.`;
    throw new MetricsError("RM_ERR_INVALID_OPTION", message);
  }
}
