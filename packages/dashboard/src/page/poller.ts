import type { MetricFamily } from "@routemetrics/core";
import { decodeProtobuf } from "./model/decode-protobuf.js";
import { decodeText } from "./model/decode-text.js";

const PROTOBUF =
  "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";
/** A service that is stuck for longer than this counts as not answering. */
const TIMEOUT_SECONDS = 10;

export interface Scrape {
  readonly families: MetricFamily[];
  /** Seconds since the epoch, by the clock of the browser. */
  readonly at: number;
  /** What the clock of the service is ahead of ours, in seconds. */
  readonly clockAhead: number;
  readonly bytes: number;
  readonly seconds: number;
}

/** Scrapes once; throws an error whose message a reader of the page understands. */
export async function scrape(url: string): Promise<Scrape> {
  const began = performance.now();
  const response = await request(url);
  if (response.status === 401 || response.status === 403) {
    throw new Error(`the service refused access (${response.status}); reload to sign in`);
  }
  if (!response.ok) throw new Error(`the service answered ${response.status}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const families = decode(bytes, response.headers.get("content-type") ?? "");
  const at = Date.now() / 1000;
  return {
    families,
    at,
    clockAhead: clockAhead(response.headers.get("date"), at),
    bytes: bytes.length,
    seconds: (performance.now() - began) / 1000,
  };
}

async function request(url: string): Promise<Response> {
  try {
    return await fetch(url, {
      headers: { accept: `${PROTOBUF},text/plain;version=0.0.4;q=0.5` },
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_SECONDS * 1000),
    });
  } catch (error) {
    const timedOut = error instanceof DOMException && error.name === "TimeoutError";
    const reason = timedOut ? `within ${TIMEOUT_SECONDS} s` : "";
    throw new Error(`the service does not answer ${reason}`.trim());
  }
}

function decode(bytes: Uint8Array, contentType: string): MetricFamily[] {
  try {
    if (contentType.startsWith("application/vnd.google.protobuf")) return decodeProtobuf(bytes);
    if (contentType.startsWith("text/plain")) return decodeText(new TextDecoder().decode(bytes));
  } catch {
    throw new Error("the answer of the service is damaged");
  }
  throw new Error(
    `the service answered with something else than metrics (${contentType || "no type"})`,
  );
}

/** The header counts whole seconds, so less than two of them are no difference. */
function clockAhead(date: string | null, now: number): number {
  const ahead = date ? Date.parse(date) / 1000 - now : 0;
  return Math.abs(ahead) > 2 ? ahead : 0;
}
