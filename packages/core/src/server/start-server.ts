import type { IncomingMessage, ServerResponse } from "node:http";
import { scrapeHandler } from "../exposition/scrape-handler.js";
import { Scraper } from "../exposition/scraper.js";
import { registryOf } from "../metric/family.js";
import type { RegistryLike } from "../registry-like.js";
import { type ScrapeServer, type ServeOptions, serve } from "./serve.js";

/** What a scrape reads. */
export interface ScrapeSource {
  /** One registry or several. Default: prom-client's global one. */
  readonly registry?: RegistryLike | readonly RegistryLike[];
}

export interface StartServerOptions extends ServeOptions, ScrapeSource {}

/** Exposes metrics on a port of their own, for programs that serve no HTTP themselves. */
export function startServer(options: StartServerOptions): Promise<ScrapeServer> {
  return serve(nodeHandler(options), options);
}

/** Answers scrapes in any server of Node's `http`: `createServer(nodeHandler())`. */
export function nodeHandler(
  options: ScrapeSource = {},
): (request: IncomingMessage, response: ServerResponse) => void {
  return scrapeHandler(new Scraper(registriesOf(options)));
}

export function registriesOf({ registry }: ScrapeSource): readonly RegistryLike[] {
  return [registry ?? (registryOf(undefined) as RegistryLike)].flat() as RegistryLike[];
}
