import { promisify } from "node:util";
import { gzip } from "node:zlib";
import {
  gather,
  isFollower,
  type RegistryLike,
  renderProtobuf,
  renderText,
} from "@routemetrics/core";
import {
  callback,
  checkArgument,
  checkOptions,
  flag,
  httpChecks,
  oneOf,
  registries,
  text,
  texts,
} from "../check-options.js";
import { createExchange } from "../http/exchange.js";
import type { HttpOptions } from "../http/http-options.js";
import { statusError } from "../http/push-error.js";
import type { TransportRequest } from "../http/transport.js";
import { createReporter, type OnError } from "../report.js";
import { withoutTimestamps } from "../without-timestamps.js";
import { groupingPath } from "./grouping-path.js";

export interface PushgatewayOptions extends HttpOptions {
  readonly job: string;
  /** Further labels of the group. Default: none. */
  readonly groupings?: Readonly<Record<string, string>>;
  /** `protobuf` also carries native histograms and exemplars. Default: `text`. */
  readonly format?: "text" | "protobuf";
  /** Compress the body. Default: false. */
  readonly gzip?: boolean;
  /** Told about collectors that fail; the other metrics are pushed. Default: a process warning. */
  readonly onError?: OnError;
}

export interface PushOptions {
  /** Gives up the push when aborted. */
  readonly signal?: AbortSignal;
}

/**
 * One group on a Pushgateway. All methods reject with a `PushError` (`RM_ERR_PUSH`). With a
 * registry of `onlyOneWorker()` only the worker that leads pushes, the others resolve at once.
 */
export interface Pushgateway {
  /** Replaces all metrics of the group (PUT). */
  push(registry: RegistryLike | readonly RegistryLike[], options?: PushOptions): Promise<void>;
  /** Replaces only the metrics with the same names (POST). */
  pushAdd(registry: RegistryLike | readonly RegistryLike[], options?: PushOptions): Promise<void>;
  /** Deletes the group (DELETE). */
  delete(options?: PushOptions): Promise<void>;
}

const TEXT = "text/plain; version=0.0.4; charset=utf-8";
const PROTOBUF =
  "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";
const compress = promisify(gzip);

/** Pushes the metrics of batch jobs to a Pushgateway. */
export function pushgateway(options: PushgatewayOptions): Pushgateway {
  checkOptions("pushgateway", options, ["url", "job"], {
    ...httpChecks,
    job: text,
    groupings: texts,
    format: oneOf("text", "protobuf"),
    gzip: flag,
    onError: callback,
  });
  const { job, groupings = {}, format = "text", gzip: compressed = false } = options;
  const path = groupingPath(job, groupings);
  const exchange = createExchange(options);
  const { report } = createReporter(options.onError);

  async function send(
    method: TransportRequest["method"],
    signal: AbortSignal | undefined,
    headers: Readonly<Record<string, string>> = {},
    body?: Uint8Array,
  ): Promise<void> {
    const response = await exchange.send({ method, path, signal, headers, ...(body && { body }) });
    if (response.status < 200 || response.status >= 300) {
      throw statusError(method, exchange.shown(path), response);
    }
  }

  async function sendMetrics(
    method: "PUT" | "POST",
    registry: RegistryLike | readonly RegistryLike[],
    signal?: AbortSignal,
  ): Promise<void> {
    checkArgument("push", "registry", registry, registries);
    if (isFollower(registry)) return;
    const { families, errors } = await gather(registry);
    for (const { error } of errors) report(error);
    const body = encode(withoutTimestamps(families), format);
    const headers = {
      "content-type": format === "protobuf" ? PROTOBUF : TEXT,
      ...(compressed && { "content-encoding": "gzip" }),
    };
    await send(method, signal, headers, compressed ? await compress(body) : body);
  }

  return {
    push: (registry, { signal } = {}) => sendMetrics("PUT", registry, signal),
    pushAdd: (registry, { signal } = {}) => sendMetrics("POST", registry, signal),
    delete: ({ signal } = {}) => send("DELETE", signal),
  };
}

function encode(
  families: Parameters<typeof renderText>[0],
  format: "text" | "protobuf",
): Uint8Array {
  return format === "protobuf" ? renderProtobuf(families) : Buffer.from(renderText(families));
}
