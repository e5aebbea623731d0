import type { IncomingMessage, ServerResponse } from "node:http";
import { scrapeHandler } from "../exposition/scrape-handler.js";
import { Scraper } from "../exposition/scraper.js";
import { registryOf } from "../metric/family.js";
import { checkAgainst, type OptionRules } from "../options/option-rules.js";
import type { RegistryLike } from "../registry-like.js";
import { type ScrapeServer, SERVE_RULES, type ServeOptions, serve } from "./serve.js";

/** What a scrape reads. */
export interface ScrapeSource {
  /** One registry or several. Default: prom-client's global one. */
  readonly registry?: RegistryLike | readonly RegistryLike[];
}

const SOURCE_RULES: OptionRules = {
  registry: {
    accepts: "a registry or a list of them",
    check: (value) => {
      const registries = [value].flat() as Partial<RegistryLike>[];
      return (
        registries.length > 0 &&
        registries.every((one) => typeof one?.getMetricsAsArray === "function")
      );
    },
  },
};

export interface StartServerOptions extends ServeOptions, ScrapeSource {}

/** Exposes metrics on a port of their own, for programs that serve no HTTP themselves. */
export async function startServer(options: StartServerOptions): Promise<ScrapeServer> {
  checkAgainst({ ...SERVE_RULES, ...SOURCE_RULES }, options, "startServer");
  const { registry, ...serveOptions } = options;
  return serve(nodeHandler(registry === undefined ? {} : { registry }), serveOptions);
}

/** Answers scrapes in any server of Node's `http`: `createServer(nodeHandler())`. */
export function nodeHandler(
  options: ScrapeSource = {},
): (request: IncomingMessage, response: ServerResponse) => void {
  return scrapeHandler(new Scraper(registriesOf(options, "nodeHandler")));
}

/** The registries to scrape; `handler` is whose options these are. */
export function registriesOf(options: ScrapeSource, handler: string): readonly RegistryLike[] {
  checkAgainst(SOURCE_RULES, options, handler);
  const { registry } = options;
  return [registry ?? (registryOf(undefined) as RegistryLike)].flat() as RegistryLike[];
}
