import type { Rendered } from "../exposition/rendered.js";
import { requestedNames, requestedTimeLimit } from "../exposition/scrape-handler.js";
import { type RenderRequest, Scraper } from "../exposition/scraper.js";
import { methodAnswer } from "./method-answer.js";
import { registriesOf, type ScrapeSource } from "./start-server.js";

/** Answers a request of the web's own types. */
export type FetchHandler = (request: Request) => Promise<Response>;

/** Answers scrapes with the web's own types, as Hono, Next.js, Deno and Bun use them. */
export function fetchHandler(options: ScrapeSource = {}): FetchHandler {
  const scraper = new Scraper(registriesOf(options, "fetchHandler"));
  return fetchHandlerOf((request) => scraper.render(request));
}

/** The same for what renders metrics. */
export function fetchHandlerOf(
  render: (request: RenderRequest) => Promise<Rendered>,
): FetchHandler {
  return async ({ method, url, headers }) => {
    const answer = methodAnswer(method);
    if (answer !== undefined) {
      return new Response(answer.body, { status: answer.status, headers: answer.headers });
    }
    const { body, contentType, contentEncoding } = await render({
      accept: headers.get("accept") ?? undefined,
      acceptEncoding: headers.get("accept-encoding") ?? undefined,
      names: requestedNames(url),
      timeLimit: requestedTimeLimit(headers.get("x-prometheus-scrape-timeout-seconds")),
    });
    return new Response(method === "HEAD" ? null : body, {
      headers: {
        "content-type": contentType,
        "content-length": String(body.length),
        ...(contentEncoding && { "content-encoding": contentEncoding }),
        "cache-control": "no-store",
        vary: "Accept, Accept-Encoding",
      },
    });
  };
}
