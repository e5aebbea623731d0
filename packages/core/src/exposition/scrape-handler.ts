import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream";
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
  const { body, contentType, contentEncoding } = await scraper.scrape({
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
    body.destroy();
    response.end();
  } else {
    // It closes both when either fails: a scraper must not take half an answer for a whole one.
    pipeline(body, response, () => {});
  }
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
