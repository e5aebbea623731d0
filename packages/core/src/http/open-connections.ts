import type { IncomingMessage } from "node:http";
import type { Server, Socket } from "node:net";
import { Family, registryOf } from "../metric/family.js";
import type { FamilyOptions } from "../metric/family-options.js";
import { registerOnce } from "../metric/registration.js";
import type { Series } from "../metric/series.js";
import type { ValueFamily } from "../metric-family.js";

/** The open connections of every server that a request came from, counted at each scrape. */
export class OpenConnections extends Family<Series> {
  override readonly type = "gauge";
  readonly #servers = new Set<Server>();

  constructor(options: FamilyOptions<string>) {
    super({ ...options, liveOnly: true });
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

  protected override createSeries(labelValues: readonly string[]): Series {
    throw new TypeError(`${this.name} is counted, not set: ${labelValues.join()}`);
  }

  protected override async toFamily(): Promise<ValueFamily> {
    const counts = await Promise.all([...this.#servers].map(connectionsOf));
    const value = counts.reduce((sum, count) => sum + count, 0);
    return { ...this.base, type: "gauge", series: [{ labels: {}, value }] };
  }
}

function connectionsOf(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.getConnections((error, count) => resolve(error ? 0 : count));
  });
}
