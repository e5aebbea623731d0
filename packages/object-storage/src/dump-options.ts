import { constants, hostname } from "node:os";
import {
  type Gathered,
  gather,
  handOver,
  isFollower,
  MetricsError,
  type RegistryLike,
} from "@routemetrics/core";
import type { DumpFormat } from "./dump-id.js";
import { type Duration, timerMilliseconds } from "./duration.js";
import { checkKnown, type Options } from "./known-options.js";
import type { ObjectStore } from "./object-store.js";
import type { RetentionOptions } from "./retention.js";
import type { SpoolLimits } from "./spool.js";

export interface SpoolOptions {
  /** Dumps kept while the storage is away; 100 unless given. */
  readonly max?: number;
  /** Their bytes in all; 64 MiB unless given. */
  readonly maxBytes?: number;
  /** A folder of this process's own: what is in it outlives the process. In memory unless given. */
  readonly directory?: string;
}

export interface DumpOptions {
  /**
   * What is dumped; the dumps' own metrics are registered in it (in the first one). Of
   * `onlyOneWorker()`: only the worker that leads dumps, and when it ends the next one does.
   */
  readonly registry: RegistryLike | readonly RegistryLike[];
  readonly store: ObjectStore;
  /** Time between dumps, 60 seconds unless given; `false`: only `flush()` and `stop()` dump. */
  readonly every?: Duration | false;
  /** What a scrape would add to each series. `instance` is the host's name unless given. */
  readonly labels: {
    readonly job: string;
    readonly instance?: string;
    readonly [name: string]: string | undefined;
  };
  /** `openmetrics` unless given: what can be loaded into Prometheus again. */
  readonly format?: DumpFormat;
  /** `true` unless the format is `json`, which the Python side reads as it is. */
  readonly gzip?: boolean;
  /** Which dumps of this job and instance are deleted, after each one that was stored. */
  readonly retention?: RetentionOptions;
  readonly spool?: SpoolOptions;
  /** What one upload may take; 10 seconds unless given. */
  readonly timeout?: Duration;
  /** What `flush()` and `stop()` may take in all; 10 seconds unless given. */
  readonly deadline?: Duration;
  /** Signals such as `SIGTERM` on which a last dump is made before the process ends. */
  readonly signals?: readonly NodeJS.Signals[];
  /** Reads the families instead of `gather(registry)`: those of many processes, for instance. */
  readonly gather?: () => Promise<Gathered>;
  /** The storage has confirmed this dump. */
  readonly onStored?: (id: string) => void;
  /** Told of everything that goes wrong; `console.warn`, once for the same message, unless given. */
  readonly onError?: (error: Error) => void;
}

/** The options with their defaults, durations in milliseconds. */
export interface DumpSettings {
  readonly registry: RegistryLike;
  readonly store: ObjectStore;
  readonly every: number | undefined;
  readonly labels: { readonly job: string; readonly instance: string } & Readonly<
    Record<string, string>
  >;
  readonly format: DumpFormat;
  readonly gzip: boolean;
  readonly retention: RetentionOptions | undefined;
  readonly spool: SpoolLimits & { readonly directory: string | undefined };
  readonly timeout: number;
  readonly deadline: number;
  readonly signals: readonly NodeJS.Signals[];
  readonly gather: () => Promise<Gathered>;
  /** True while another worker dumps for all. */
  readonly isFollower: () => boolean;
  /** Leaves that to another worker, after the last work in this one. */
  readonly handOver: (work: () => Promise<void>) => Promise<void>;
  readonly onStored: ((id: string) => void) | undefined;
  readonly onError: ((error: Error) => void) | undefined;
}

const OPTIONS: Options = {
  registry: "any",
  store: "any",
  every: "any",
  labels: "object",
  format: "text",
  gzip: "flag",
  retention: "object",
  spool: "object",
  timeout: "any",
  deadline: "any",
  signals: "object",
  gather: "function",
  onStored: "function",
  onError: "function",
};
const FORMATS: readonly string[] = ["openmetrics", "json", "ndjson"] satisfies DumpFormat[];

export function dumpSettings(options: DumpOptions): DumpSettings {
  checkKnown(options, OPTIONS, "startDump");
  const { registry, store, every = 60, format = "openmetrics", spool = {} } = options;
  const registries = [registry].flat() as RegistryLike[];
  const [first] = registries;
  if (first === undefined || !registries.every(isRegistry))
    refuse("registry", registry, "a registry or several");
  if (typeof store?.storeBlob !== "function") refuse("store", store, "what objectStore() returns");
  if (!FORMATS.includes(format)) refuse("format", format, FORMATS.join(", "));
  checkKnown(spool, { max: "any", maxBytes: "any", directory: "text" }, "startDump: spool");
  if (options.retention !== undefined) {
    checkKnown(options.retention, { keep: "any", olderThan: "any" }, "startDump: retention");
  }
  return {
    registry: first,
    store,
    every: every === false ? undefined : timerMilliseconds(every, "every"),
    labels: checkLabels(options.labels),
    format,
    gzip: options.gzip ?? format !== "json",
    retention: options.retention,
    spool: {
      max: atLeastOne("spool.max", spool.max ?? 100),
      maxBytes: atLeastOne("spool.maxBytes", spool.maxBytes ?? 64 * 1024 * 1024),
      directory: spool.directory,
    },
    timeout: timerMilliseconds(options.timeout ?? 10, "timeout"),
    deadline: timerMilliseconds(options.deadline ?? 10, "deadline"),
    signals: checkSignals(options.signals ?? []),
    gather: options.gather ?? (() => gather(registries)),
    isFollower: () => isFollower(registries),
    handOver: (work) => handOver(registries, work),
    onStored: options.onStored,
    onError: options.onError,
  };
}

function checkLabels(labels: DumpOptions["labels"]): DumpSettings["labels"] {
  if (typeof labels?.job !== "string" || labels.job === "") {
    refuse("labels.job", labels?.job, "the name of the service or job");
  }
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(labels)) {
    if (!/^(?!__)[a-zA-Z_]\w*$/.test(name) || ["le", "quantile"].includes(name)) {
      refuse("labels", name, "names of letters, digits and _");
    }
    if (value !== undefined) given[name] = String(value);
  }
  return { instance: hostname(), ...given, job: labels.job };
}

function isRegistry(value: Partial<RegistryLike> | undefined): boolean {
  return (
    typeof value?.registerMetric === "function" && typeof value.getMetricsAsArray === "function"
  );
}

/** Nothing can listen to the first two, and others than these are no signals. */
function checkSignals(signals: readonly NodeJS.Signals[]): readonly NodeJS.Signals[] {
  const unknown = [signals].flat().find((signal) => {
    return signal === "SIGKILL" || signal === "SIGSTOP" || !(signal in constants.signals);
  });
  if (Array.isArray(signals) && unknown === undefined) return signals;
  return refuse("signals", unknown ?? signals, 'a list such as ["SIGTERM"]');
}

function atLeastOne(option: string, value: number): number {
  return Number.isInteger(value) && value >= 1
    ? value
    : refuse(option, value, "a whole number above 0");
}

function refuse(option: string, value: unknown, accepted: string): never {
  const shown = typeof value === "object" ? "this object" : JSON.stringify(value);
  throw new MetricsError(
    "RM_ERR_INVALID_OPTION",
    `startDump: ${option} cannot be ${shown}. Give ${accepted}.`,
  );
}
