import type { IncomingMessage } from "node:http";
import type { Server, Socket } from "node:net";
import { Family, registryOf } from "../metric/family.js";
import type { FamilyOptions } from "../metric/family-options.js";
import { registerOnce } from "../metric/registration.js";
import { GaugeSeries } from "../metric/value-series.js";
import type { MetricFamily, ValueSeries } from "../metric-family.js";

/** The open connections of every server that a request came from, counted at each scrape. */
export class OpenConnections extends Family<GaugeSeries> {
  override readonly type = "gauge";
  readonly #servers = new Set<Server>();

  constructor(options: FamilyOptions) {
    super({ ...options, liveOnly: true });
    this.only();
    // biome-ignore lint/correctness/noConstructorReturn: the same definition again is the same metric
    return registerOnce(this, registryOf(options.registry));
  }

  /** Notes the server of a request. */
  see({ socket }: IncomingMessage): void {
    // Node keeps the server on each of its connections, but does not document it.
    const server = (socket as (Socket & { readonly server?: Server }) | null)?.server;
    if (server === undefined || this.#servers.has(server)) return;
    this.#servers.add(server);
    server.once("close", () => this.#servers.delete(server));
  }

  /** Servers count behind callbacks: the family is read as a whole. */
  override liveFamily(): undefined {
    return undefined;
  }

  override readSeries({ value }: GaugeSeries): ValueSeries {
    return { labels: {}, value };
  }

  protected override createSeries(labelValues: readonly string[]): GaugeSeries {
    return new GaugeSeries(this, labelValues);
  }

  protected override async toFamily(): Promise<MetricFamily> {
    const counts = await Promise.all([...this.#servers].map(connectionsOf));
    this.only().set(counts.reduce((sum, count) => sum + count, 0));
    return super.toFamily();
  }
}

function connectionsOf(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.getConnections((error, count) => resolve(error ? 0 : count));
  });
}
