import { once } from "node:events";
import { type IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { methodAnswer } from "../server/method-answer.js";
import type { Scraper } from "./scraper.js";

/**
 * Answers scrapes in any server of Node's `http`.
 *
 * Rendering stops when the client leaves, and waits while it reads slowly.
 */
export function scrapeHandler(
  scraper: Scraper,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const answer = methodAnswer(request.method);
    if (answer !== undefined) {
      response.writeHead(answer.status, answer.headers).end(answer.body);
      return;
    }
    send(scraper, request, response).catch((error: unknown) => fail(response, error));
  };
}

async function send(
  scraper: Scraper,
  { method, headers, url }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { body, contentType, contentEncoding, release } = await scraper.scrape({
    accept: headers.accept,
    acceptEncoding: headers["accept-encoding"]?.toString(),
    names: requestedNames(url ?? ""),
    timeLimit: requestedTimeLimit(headers["x-prometheus-scrape-timeout-seconds"]?.toString()),
  });
  response.statusCode = 200;
  response.setHeader("content-type", contentType);
  response.setHeader("cache-control", "no-store");
  response.appendHeader("vary", "Accept, Accept-Encoding");
  if (contentEncoding) response.setHeader("content-encoding", contentEncoding);
  if (Buffer.isBuffer(body)) {
    response.setHeader("content-length", body.length);
    response.end(method === "HEAD" ? undefined : body);
  } else if (method === "HEAD") {
    await body.return();
    response.end();
  } else {
    if (isNodesOwn(response)) response.once("finish", release);
    await write(body, response);
  }
}

/** Writes only as fast as the client reads, and stops when it has left. */
async function write(
  body: AsyncIterable<readonly Buffer[]>,
  response: ServerResponse,
): Promise<void> {
  for await (const chunks of body) {
    let isDrained = true;
    // What comes together is there already: to wait after each would save no memory.
    for (const chunk of chunks) isDrained = response.write(chunk);
    if (!isDrained && !hasLeft(response)) await drained(response);
    if (hasLeft(response)) return;
  }
  response.end();
}

/** HTTP/2 tells it by the stream. */
function hasLeft(response: ServerResponse & { readonly stream?: { destroyed: boolean } }): boolean {
  return response.destroyed || response.stream?.destroyed === true;
}

/** Resolves when the client has read what was written, or has left. */
async function drained(response: ServerResponse): Promise<void> {
  const waiting = new AbortController();
  const { signal } = waiting;
  await Promise.race([once(response, "drain", { signal }), once(response, "close", { signal })]);
  waiting.abort();
}

/**
 * True when a finished response has given all of its bytes to the system. What an
 * application puts in its place, or wraps around it, may keep them longer.
 */
function isNodesOwn(response: ServerResponse): boolean {
  return response.write === ServerResponse.prototype.write && response.socket instanceof Socket;
}

/** The values of `name[]`, as other exporters have it; whatever else the query says is ignored. */
export function requestedNames(url: string): string[] {
  return new URLSearchParams(url.split("?")[1] ?? "").getAll("name[]");
}

/**
 * What collectors may take when the scraper says how long it waits: an answer that lacks a stuck
 * collector is worth more than none.
 */
export function requestedTimeLimit(scrapeTimeout: string | null | undefined): number | undefined {
  const seconds = Number(scrapeTimeout ?? 0);
  return seconds > 0 ? Math.min(Math.max(seconds / 2, seconds - 0.5), 10) : undefined;
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(500, { "content-type": "text/plain; charset=utf-8" });
  response.end(
    `The metrics cannot be rendered: ${error instanceof Error ? error.message : error}\n`,
  );
}
