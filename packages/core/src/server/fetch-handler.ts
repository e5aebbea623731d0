import { requestedNames } from "../exposition/scrape-handler.js";
import { Scraper } from "../exposition/scraper.js";
import { methodAnswer } from "./method-answer.js";
import { registriesOf, type ScrapeSource } from "./start-server.js";

/** Answers scrapes with the web's own types, as Hono, Next.js, Deno and Bun use them. */
export function fetchHandler(options: ScrapeSource = {}): (request: Request) => Promise<Response> {
  const scraper = new Scraper(registriesOf(options, "fetchHandler"));
  return async ({ method, url, headers }) => {
    const answer = methodAnswer(method);
    if (answer !== undefined) {
      return new Response(answer.body, { status: answer.status, headers: answer.headers });
    }
    const { body, contentType, contentEncoding } = await scraper.render({
      accept: headers.get("accept") ?? undefined,
      acceptEncoding: headers.get("accept-encoding") ?? undefined,
      names: requestedNames(url),
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
