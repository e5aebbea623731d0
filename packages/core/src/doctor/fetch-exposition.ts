import { readFile } from "node:fs/promises";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { text } from "node:stream/consumers";
import { MetricsError } from "../errors.js";

/** How an address is read. */
export interface FetchOptions {
  readonly headers: Readonly<Record<string, string>>;
  /** Seconds until the whole answer must be there. */
  readonly timeout: number;
}

/** What was read: the text, and what its sender called it. */
export interface FetchedExposition {
  readonly text: string;
  /** Absent: it came from a file; empty: the server did not say. */
  readonly contentType?: string;
}

const ACCEPT =
  "text/plain;version=0.0.4,application/openmetrics-text;version=1.0.0;q=0.5,*/*;q=0.1";

/** Reads an exposition from a URL, a file, or standard input (`-`); rejects with `RM_ERR_DOCTOR`. */
export async function fetchExposition(
  source: string,
  options: FetchOptions,
): Promise<FetchedExposition> {
  try {
    if (/^https?:\/\//.test(source)) return await get(new URL(source), options);
    return { text: source === "-" ? await text(process.stdin) : await readFile(source, "utf8") };
  } catch (error) {
    if (error instanceof MetricsError) throw error;
    throw failure(source, (error as Error).message, { cause: error });
  }
}

async function get(url: URL, { headers, timeout }: FetchOptions): Promise<FetchedExposition> {
  const signal = AbortSignal.timeout(timeout * 1000);
  try {
    const response = await open(url, headers, signal);
    const body = await text(response);
    if (response.statusCode === 200) {
      return { text: body, contentType: response.headers["content-type"] ?? "" };
    }
    const location = response.headers.location;
    const to = location === undefined ? "" : ` and sends to ${location}: give that address`;
    throw new Error(`it answers ${response.statusCode}${to}`);
  } catch (error) {
    const problem = signal.aborted
      ? `no whole answer within ${timeout} s`
      : (error as Error).message;
    throw failure(withoutCredentials(url), problem, { cause: error });
  }
}

function open(
  url: URL,
  headers: FetchOptions["headers"],
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { username, password } = url;
  const auth = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const request = url.protocol === "https:" ? httpsRequest : httpRequest;
  const options = {
    headers: { accept: ACCEPT, "accept-encoding": "identity", ...headers },
    ...(username !== "" && { auth }),
    // Another connection each time may meet another process.
    agent: false,
    signal,
  };
  return new Promise((resolve, reject) => {
    request(url, options, resolve).on("error", reject).end();
  });
}

function withoutCredentials(url: URL): string {
  const shown = new URL(url);
  shown.username = "";
  shown.password = "";
  return shown.href;
}

function failure(source: string, problem: string, options?: ErrorOptions): MetricsError {
  return new MetricsError("RM_ERR_DOCTOR", `${source} cannot be read: ${problem}.`, options);
}
