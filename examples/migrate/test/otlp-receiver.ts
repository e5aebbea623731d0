import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

/** Takes metrics over OTLP, as the Collector and Prometheus do. */
export interface OtlpReceiver {
  readonly url: string;
  /** What was sent last, as Prometheus names it. */
  exposition(): string;
  stop(): void;
}

export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  let last: OtlpHistogram[] = [];
  const server = createServer(async (request, response) => {
    const { resourceMetrics } = (await json(request)) as OtlpRequest;
    const scopes = resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics);
    if (request.url === "/v1/metrics") last = scopes.flatMap(({ metrics }) => metrics);
    response.setHeader("content-type", "application/json").end("{}");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    exposition: () => last.map(toExposition).join(""),
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** The part of the protocol that instruments of HTTP use, in JSON. */
interface OtlpRequest {
  readonly resourceMetrics: readonly {
    readonly scopeMetrics: readonly { readonly metrics: readonly OtlpHistogram[] }[];
  }[];
}

interface OtlpHistogram {
  readonly name: string;
  readonly unit: string;
  readonly histogram: { readonly dataPoints: readonly OtlpPoint[] };
}

interface OtlpPoint {
  readonly attributes: readonly { readonly key: string; readonly value: object }[];
  readonly count: number;
  readonly sum: number;
  readonly bucketCounts: readonly number[];
  readonly explicitBounds: readonly number[];
}

/** Words of units in names, as in the OpenTelemetry specification for Prometheus. */
const UNITS: Readonly<Record<string, string>> = { s: "seconds", By: "bytes" };

/** Points in names and attributes become underscores, the unit joins the name, buckets add up. */
function toExposition({ name, unit, histogram }: OtlpHistogram): string {
  const underscored = (text: string) => text.replaceAll(".", "_");
  const family = `${underscored(name)}_${UNITS[unit]}`;
  const lines = histogram.dataPoints.flatMap(
    ({ attributes, bucketCounts, explicitBounds, count, sum }) => {
      const labels = attributes.map(
        ({ key, value }) => `${underscored(key)}="${Object.values(value)[0]}"`,
      );
      let below = 0;
      const buckets = bucketCounts.map((own, i) => {
        below += own;
        const le = `le="${explicitBounds[i] ?? "+Inf"}"`;
        return `${family}_bucket{${[...labels, le].join()}} ${below}`;
      });
      const set = `{${labels.join()}}`;
      return [...buckets, `${family}_sum${set} ${sum}`, `${family}_count${set} ${count}`];
    },
  );
  return `# TYPE ${family} histogram\n${lines.join("\n")}\n`;
}
