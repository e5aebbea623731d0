import type { MetricsOptions } from "@routemetrics/core";

/** The parts of `m`, made by `metrics()` or `createMetrics()`, that the dashboard needs. */
export interface DashboardSource {
  render(request: { accept?: string; acceptEncoding?: string }): Promise<RenderedMetrics>;
  /** Marks the requests that meet it, so that no metric counts them. */
  excludeAll(): unknown;
}

export interface RenderedMetrics {
  readonly body: string | Uint8Array;
  readonly contentType: string;
  readonly contentEncoding?: string | undefined;
}

/** What the application chose when it made `m`. */
export interface SourceSettings {
  readonly options: MetricsOptions;
  /** The handler or hook before the endpoint. */
  readonly guard?: unknown;
  /** `false`: there is none. */
  readonly endpoint: string | false;
}

/** Core keeps the settings there, the same for every copy of it that is loaded. */
const INTERNALS = Symbol.for("routemetrics.internals@1");

/** The settings behind `m`; the defaults for anything else that can render. */
export function settingsOf(source: DashboardSource): SourceSettings {
  const internals = (source as { [INTERNALS]?: SourceSettings })[INTERNALS];
  return internals ?? { options: {}, endpoint: "/metrics" };
}
