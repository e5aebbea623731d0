export type { BackgroundSender, DeadlineOptions } from "./delivery/background-sender.js";
export type { Backoff } from "./delivery/delivery-queue.js";
export {
  type GraphiteOptions,
  pushGraphite,
  type StartGraphiteOptions,
  startGraphite,
} from "./graphite/graphite.js";
export type { Auth } from "./http/endpoint.js";
export type { HttpOptions } from "./http/http-options.js";
export { PushError } from "./http/push-error.js";
export type {
  TlsOptions,
  Transport,
  TransportRequest,
  TransportResponse,
} from "./http/transport.js";
export { instanceIpGrouping } from "./pushgateway/instance-ip-grouping.js";
export { type PushOnExit, type PushOnExitOptions, pushOnExit } from "./pushgateway/push-on-exit.js";
export {
  type Pushgateway,
  type PushgatewayOptions,
  type PushOptions,
  pushgateway,
} from "./pushgateway/pushgateway.js";
export { type RemoteWriteOptions, startRemoteWrite } from "./remote-write/start-remote-write.js";
export type { OnError } from "./report.js";
export { type TextfileOptions, writeTextfile } from "./textfile/write-textfile.js";
