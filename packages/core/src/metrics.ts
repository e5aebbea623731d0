import type { IncomingMessage, ServerResponse } from "node:http";
import { MetricsError } from "./errors.js";
import type { Gathered } from "./exposition/gather.js";
import type { Rendered } from "./exposition/rendered.js";
import { scrapeHandler } from "./exposition/scrape-handler.js";
import { type RenderRequest, Scraper } from "./exposition/scraper.js";
import { createHttpMetrics } from "./http/create-http-metrics.js";
import type { HttpMetrics } from "./http/http-metrics.js";
import { excludeEverywhere } from "./http/open-requests.js";
import { answersInText, durationBuckets } from "./http/preset-options.js";
import { PRESETS, presetNamesOf } from "./http/presets.js";
import type {
  CounterInstrument,
  GaugeInstrument,
  GaugeInstrumentOptions,
  HistogramInstrument,
  HistogramInstrumentOptions,
  InstrumentOptions,
  SummaryInstrument,
  SummaryInstrumentOptions,
  Usable,
} from "./instrument/instrument.js";
import { attachmentOf, Instruments } from "./instrument/instruments.js";
import { registryOf } from "./metric/family.js";
import type { FamilyOptions } from "./metric/family-options.js";
import { Gauge } from "./metric/gauge.js";
import { Info } from "./metric/info.js";
import { labelText } from "./metric/label-values.js";
import { warnThrough } from "./metric/warning.js";
import { checkOptions } from "./options/check-options.js";
import type { Guard, MetricsOptions } from "./options/metrics-options.js";
import { processMetrics } from "./process/process-metrics.js";
import { Processes } from "./processes/processes.js";
import type { RegistryLike } from "./registry-like.js";
import { registerSelfMetrics } from "./self/self-metrics.js";
import { splitRegistryCheck } from "./self/split-registries.js";
import { type ScrapeServer, type ServeOptions, serve } from "./server/serve.js";

/** Everything one set of options makes: instruments, exposition, and what adapters attach. */
export interface Metrics<Request = never, Response = never> {
  /** The registry that new metrics are registered in: the first one of the option. */
  readonly registry: RegistryLike;
  /** Counts requests, or calls. `_total` is added to the name when it is missing. */
  counter(
    name: string,
    help: string,
    options?: InstrumentOptions<Request, Response>,
  ): CounterInstrument;
  /** Counts what is in progress. */
  gauge(name: string, help: string, options?: GaugeInstrumentOptions<Request>): GaugeInstrument;
  /** Observes seconds until the response has ended, or the call is over. */
  histogram(
    name: string,
    help: string,
    options?: HistogramInstrumentOptions<Request, Response>,
  ): HistogramInstrument;
  /** As `histogram`, but count and sum only (and quantiles when asked). */
  summary(
    name: string,
    help: string,
    options?: SummaryInstrumentOptions<Request, Response>,
  ): SummaryInstrument;
  /** A series of value 1 whose labels are the facts. */
  info(name: string, help: string, labels: Readonly<Record<string, unknown>>): Gauge<string> | Info;
  /** The default metrics skip the requests that meet this. */
  doNotTrack(): Usable;
  /** Every metric skips the requests that meet this. */
  excludeAll(): Usable;
  /** Every request carries these instruments, whatever the order of definition; scrapes never do. */
  registerDefault(...instruments: readonly Usable[]): void;
  /** Renders a scrape, in the format that `accept` prefers. */
  render(request?: RenderRequest): Promise<Rendered>;
  /** The families of all registries, and of all workers where there are several. */
  gather(options?: { readonly names?: readonly string[] }): Promise<Gathered>;
  /**
   * True in one worker only, and in another one once it has ended: in the one that
   * does for all what must be done once, such as pushing. Ask again each time.
   */
  isLeader(): boolean;
  /**
   * Ends the part of this worker in what one does for all: another one leads from now on. The
   * leader runs `work` before, so that the next one goes on where it has stopped; the last worker
   * of all runs it with `isLast`. Others do not run it. Call it before `close()`.
   */
  handOver(work: (isLast: boolean) => Promise<void>): Promise<void>;
  /** A handler that answers scrapes, to mount anywhere; requests that meet it are not measured. */
  handler(): NodeHandler;
  /** Answers scrapes on a port of its own. Rejects when the port cannot be had. */
  startServer(options: ServeOptions): Promise<ScrapeServer>;
  /** Stops servers and what runs in the background; the metrics stay, those of the process go. */
  close(): Promise<void>;
}

/** Answers a request of Node's `http`. */
export type NodeHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** What adapters need of `m`. */
export interface MetricsInternals {
  readonly http: HttpMetrics;
  readonly options: MetricsOptions;
  /** The path that answers scrapes; `false`: there is none. */
  readonly endpoint: string | false;
  readonly guard: Guard<unknown, unknown> | undefined;
}

const INTERNALS = Symbol.for("routemetrics.internals@1");

/** The inner parts of `m`, whichever copy of this library made it. */
export function internalsOf(metrics: object): MetricsInternals | undefined {
  return (metrics as { [INTERNALS]?: MetricsInternals } | null)?.[INTERNALS];
}

/** Makes metrics without an application; an adapter attaches them to any number of them. */
export function createMetrics<Request = never, Response = never>(
  options: MetricsOptions<Request, Response> = {},
): Metrics<Request, Response> {
  checkOptions(options);
  const plain = options as MetricsOptions;
  const registries = [plain.registry ?? registryOf(undefined)].flat() as RegistryLike[];
  const registry = registries[0] as RegistryLike;
  const warn = warnThrough(plain.logger ?? console);
  const http = createHttpMetrics(plain, registry, warn);
  const stopProcessMetrics = processMetrics(registry, plain.processMetrics);
  const servers: ScrapeServer[] = [];
  const self = registerSelfMetrics(registry, warn);
  const checkForSplit = splitRegistryCheck(registries, warn);
  const processes = new Processes(registries, {
    aggregate: plain.aggregate ?? "auto",
    maxSeries: plain.maxSeries ?? 10_000,
    warn,
    onErrors: self.onErrors,
  });
  const scraper = new Scraper((asked) => processes.collect(asked), {
    compression: plain.compression ?? true,
    textOnly: answersInText(plain),
    onErrors: self.onErrors,
    onCollected: (seconds) => {
      self.onCollected(seconds);
      checkForSplit();
    },
  });
  const [firstPreset = "default"] = presetNamesOf(plain.preset);
  const instruments = new Instruments({
    http,
    registry,
    labels: plain.labels ?? {},
    buckets: durationBuckets(plain, PRESETS[firstPreset]),
    nativeHistogram: plain.nativeHistogram ?? true,
    maxSeries: plain.maxSeries ?? 10_000,
    warn,
  });
  const endpoint = plain.endpoint ?? "/metrics";
  const answer = scrapeHandler(scraper);
  const metrics: Metrics<Request, Response> = {
    registry,
    counter: (name, help, own) => instruments.counter(name, help, own as never),
    gauge: (name, help, own) => instruments.gauge(name, help, own as never),
    histogram: (name, help, own) => instruments.histogram(name, help, own as never),
    summary: (name, help, own) => instruments.summary(name, help, own as never),
    info: (name, help, labels) => createInfo(registry, name, help, labels),
    doNotTrack: () => instruments.mark((measurement) => http.doNotTrack(measurement)),
    excludeAll: () => instruments.mark((measurement) => http.exclude(measurement)),
    registerDefault: (...defaults) => {
      for (const instrument of defaults) http.defaultInstruments.add(attachment(instrument));
    },
    render: (request = {}) => scraper.render(request),
    gather: ({ names = [] } = {}) => processes.gather(names),
    isLeader: () => processes.isLeader(),
    handOver: (work) => processes.handOver(work),
    handler: () => (request, response) => {
      excludeEverywhere(request);
      answer(request, response);
    },
    startServer: async (serveOptions) => {
      const server = await serve(answer, serveOptions);
      servers.push(server);
      return server;
    },
    close: async () => {
      stopProcessMetrics();
      await Promise.all([...servers.splice(0).map((server) => server.close()), processes.close()]);
    },
  };
  const internals: MetricsInternals = {
    http,
    options: plain,
    endpoint,
    guard: plain.guard as MetricsInternals["guard"],
  };
  // Enumerable: an adapter copies `metrics` onto its middleware, which then is `m` too.
  Object.defineProperty(metrics, INTERNALS, { value: internals, enumerable: true });
  return metrics;
}

/** A name that ends in `_info` is an info metric; any other name is kept, as a gauge of value 1. */
function createInfo(
  registry: RegistryLike,
  name: string,
  help: string,
  labels: Readonly<Record<string, unknown>>,
): Gauge<string> | Info {
  const options: FamilyOptions<never> = { name, help, registry };
  if (String(name).endsWith("_info")) {
    const info = new Info(options);
    info.info(labels);
    return info;
  }
  const labelNames = Object.keys(labels);
  const gauge = new Gauge<string>({
    ...options,
    labelNames,
    aggregation: "first",
    liveOnly: true,
  });
  gauge.series(labelNames.map((label) => labelText(labels[label]))).set(1);
  return gauge;
}

function attachment(instrument: Usable): NonNullable<ReturnType<typeof attachmentOf>> {
  const attach = attachmentOf(instrument);
  if (attach !== undefined) return attach;
  throw new MetricsError(
    "RM_ERR_INVALID_USE",
    `registerDefault takes instruments such as m.counter(…), not ${String(instrument)}.`,
  );
}
