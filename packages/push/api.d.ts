// index.d.ts
export type { BackgroundSender, DeadlineOptions } from "./delivery/background-sender.js";
export type { Backoff } from "./delivery/delivery-queue.js";
export { type GraphiteOptions, pushGraphite, type StartGraphiteOptions, startGraphite, } from "./graphite/graphite.js";
export type { Auth } from "./http/endpoint.js";
export type { HttpOptions } from "./http/http-options.js";
export { PushError } from "./http/push-error.js";
export type { TlsOptions, Transport, TransportRequest, TransportResponse, } from "./http/transport.js";
export { instanceIpGrouping } from "./pushgateway/instance-ip-grouping.js";
export { type PushOnExit, type PushOnExitOptions, pushOnExit } from "./pushgateway/push-on-exit.js";
export { type Pushgateway, type PushgatewayOptions, type PushOptions, pushgateway, } from "./pushgateway/pushgateway.js";
export { type RemoteWriteOptions, startRemoteWrite } from "./remote-write/start-remote-write.js";
export type { OnError } from "./report.js";
export { type TextfileOptions, writeTextfile } from "./textfile/write-textfile.js";

// delivery/background-sender.d.ts
import { type RegistryLike } from "@routemetrics/core";
import type { OnError } from "../report.js";
import type { DeliveryQueue, Parcel } from "./delivery-queue.js";
export interface BackgroundSender {
    flush(options?: DeadlineOptions): Promise<void>;
    stop(options?: DeadlineOptions): Promise<void>;
}
export interface DeadlineOptions {
    readonly deadline?: number;
}
export interface BackgroundWork<P extends Parcel> {
    readonly every: number;
    readonly queue: DeliveryQueue<P>;
    readonly registry: RegistryLike | readonly RegistryLike[];
    collect(isLast: boolean): AsyncIterable<P>;
    readonly report: OnError;
}
export declare function startBackgroundSender<P extends Parcel>(work: BackgroundWork<P>): BackgroundSender;

// delivery/delivery-queue.d.ts
import type { OnError } from "../report.js";
import type { SenderMetrics } from "./sender-metrics.js";
export interface Parcel {
    readonly body: Uint8Array;
    readonly samples: number;
}
export type Outcome = {
    readonly kind: "delivered";
} | {
    readonly kind: "rejected";
    readonly error: Error;
} | {
    readonly kind: "retry";
    readonly error: Error;
    readonly after?: number;
};
export type Deliver<P extends Parcel> = (parcel: P, signal: AbortSignal) => Promise<Outcome>;
export interface Backoff {
    readonly min: number;
    readonly max: number;
}
export interface DeliveryQueueOptions<P extends Parcel> {
    readonly deliver: Deliver<P>;
    readonly maxSamples: number;
    readonly backoff: Backoff;
    readonly metrics: SenderMetrics;
    readonly report: OnError;
    readonly recovered: () => void;
}
export declare class DeliveryQueue<P extends Parcel> {
    #private;
    constructor(options: DeliveryQueueOptions<P>);
    add(parcel: P): void;
    drained(): Promise<void>;
    hurry(): void;
    close(): number;
}

// graphite/graphite.d.ts
import { type Labels, type RegistryLike } from "@routemetrics/core";
import { type BackgroundSender } from "../delivery/background-sender.js";
import { type Backoff } from "../delivery/delivery-queue.js";
import { type OnError } from "../report.js";
export interface GraphiteOptions {
    readonly host: string;
    readonly port?: number;
    readonly registry: RegistryLike | readonly RegistryLike[];
    readonly prefix?: string;
    readonly tags?: boolean | Labels;
    readonly timeout?: number;
    readonly onError?: OnError;
}
export interface StartGraphiteOptions extends GraphiteOptions {
    readonly every?: number;
    readonly maxPendingSamples?: number;
    readonly backoff?: Partial<Backoff>;
}
export declare function pushGraphite(options: GraphiteOptions): Promise<void>;
export declare function startGraphite(options: StartGraphiteOptions): BackgroundSender;

// http/endpoint.d.ts
export type Auth = {
    readonly username: string;
    readonly password: string;
} | {
    readonly bearer: string;
};
export interface Endpoint {
    readonly url: string;
    readonly authorization?: string;
}
export declare function parseEndpoint(text: string, auth?: Auth): Endpoint;
export declare function parseHttpUrl(text: string, base?: string): URL | undefined;
export declare function displayUrl(url: string): string;

// http/http-options.d.ts
import type { Auth } from "./endpoint.js";
import type { TlsOptions, Transport } from "./transport.js";
export interface HttpOptions {
    readonly url: string;
    readonly auth?: Auth;
    readonly tls?: TlsOptions;
    readonly timeout?: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly transport?: Transport;
}
export declare function checkTls(tls: TlsOptions | undefined): void;

// http/push-error.d.ts
import { MetricsError } from "@routemetrics/core";
export interface PushErrorDetails {
    readonly status?: number | undefined;
    readonly url: string;
    readonly cause?: unknown;
}
export declare class PushError extends MetricsError {
    readonly status: number | undefined;
    readonly url: string;
    constructor(message: string, { status, url, cause }: PushErrorDetails);
}
export declare function statusError(method: string, url: string, { status, body }: {
    status: number;
    body: string;
}): PushError;
export declare function adviceForFailure(error: unknown): string;

// http/transport.d.ts
import type { SecureContextOptions } from "node:tls";
export interface TransportRequest {
    readonly url: string;
    readonly method: "PUT" | "POST" | "DELETE";
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: Uint8Array;
    readonly signal: AbortSignal;
}
export interface TransportResponse {
    readonly status: number;
    readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
    readonly body: string;
}
export type Transport = (request: TransportRequest) => Promise<TransportResponse>;
export interface TlsOptions extends Pick<SecureContextOptions, "ca" | "cert" | "key" | "passphrase" | "pfx" | "minVersion"> {
    readonly servername?: string;
    readonly rejectUnauthorized?: boolean;
}
export interface NodeTransportOptions {
    readonly tls?: TlsOptions | undefined;
    readonly unref?: boolean;
}
export declare function nodeTransport({ tls, unref }?: NodeTransportOptions): Transport;

// pushgateway/instance-ip-grouping.d.ts
export declare function instanceIpGrouping(): {
    instance: string;
};

// pushgateway/push-on-exit.d.ts
import { type RegistryLike } from "@routemetrics/core";
import { type OnError } from "../report.js";
import type { Pushgateway } from "./pushgateway.js";
export interface PushOnExitOptions {
    readonly deadline?: number;
    readonly method?: "push" | "pushAdd";
    readonly onError?: OnError;
}
export interface PushOnExit {
    cancel(): void;
}
export declare function pushOnExit(gateway: Pushgateway, registry: RegistryLike | readonly RegistryLike[], options?: PushOnExitOptions): PushOnExit;

// pushgateway/pushgateway.d.ts
import { type RegistryLike } from "@routemetrics/core";
import type { HttpOptions } from "../http/http-options.js";
import { type OnError } from "../report.js";
export interface PushgatewayOptions extends HttpOptions {
    readonly job: string;
    readonly groupings?: Readonly<Record<string, string>>;
    readonly format?: "text" | "protobuf";
    readonly gzip?: boolean;
    readonly onError?: OnError;
}
export interface PushOptions {
    readonly signal?: AbortSignal;
}
export interface Pushgateway {
    push(registry: RegistryLike | readonly RegistryLike[], options?: PushOptions): Promise<void>;
    pushAdd(registry: RegistryLike | readonly RegistryLike[], options?: PushOptions): Promise<void>;
    delete(options?: PushOptions): Promise<void>;
}
export declare function pushgateway(options: PushgatewayOptions): Pushgateway;

// remote-write/start-remote-write.d.ts
import { type Labels, type RegistryLike } from "@routemetrics/core";
import { type BackgroundSender } from "../delivery/background-sender.js";
import { type Backoff } from "../delivery/delivery-queue.js";
import type { HttpOptions } from "../http/http-options.js";
import { type OnError } from "../report.js";
export interface RemoteWriteOptions extends HttpOptions {
    readonly registry: RegistryLike | readonly RegistryLike[];
    readonly every?: number;
    readonly labels?: Labels;
    readonly histograms?: "both" | "classic" | "native";
    readonly maxPendingSamples?: number;
    readonly maxSamplesPerRequest?: number;
    readonly backoff?: Partial<Backoff>;
    readonly onError?: OnError;
}
export declare function startRemoteWrite(options: RemoteWriteOptions): BackgroundSender;

// report.d.ts
export type OnError = (error: Error) => void;
export declare function createReporter(onError?: OnError): {
    report: OnError;
    recovered(): void;
};

// textfile/write-textfile.d.ts
import { type RegistryLike } from "@routemetrics/core";
import { type OnError } from "../report.js";
export interface TextfileOptions {
    readonly onError?: OnError;
}
export declare function writeTextfile(path: string, registry: RegistryLike | readonly RegistryLike[], options?: TextfileOptions): Promise<void>;

// delivery/sender-metrics.d.ts
import { type RegistryLike } from "@routemetrics/core";
export type DropReason = "queue_full" | "rejected" | "stopped";
export interface SenderMetrics {
    delivered(samples: number): void;
    dropped(reason: DropReason, samples: number): void;
    retried(): void;
    pending(difference: number): void;
}
export declare function createSenderMetrics(registries: RegistryLike | readonly RegistryLike[], sender: "remote_write" | "graphite", remote: string): SenderMetrics;
