import type { IncomingMessage, ServerResponse } from "node:http";
import { scrapeHandler } from "../exposition/scrape-handler.js";
import { Scraper } from "../exposition/scraper.js";
import { registryOf } from "../metric/family.js";
import { checkAgainst, type OptionRules } from "../options/option-rules.js";
import { processMetrics } from "../process/process-metrics.js";
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

export interface StartServerOptions extends ServeOptions, ScrapeSource {
  /**
   * prom-client's default metrics, as long as the server runs: all, those of the given names or
   * groups, or none. Default true.
   */
  readonly processMetrics?: boolean | readonly string[];
}

const OWN_RULES: OptionRules = {
  processMetrics: {
    accepts: "true, false or a list of metric names",
    check: (value) => typeof value === "boolean" || Array.isArray(value),
  },
};

/** Exposes metrics on a port of their own, for programs that serve no HTTP themselves. */
export async function startServer(options: StartServerOptions): Promise<ScrapeServer> {
  checkAgainst({ ...SERVE_RULES, ...SOURCE_RULES, ...OWN_RULES }, options, "startServer");
  const { registry, processMetrics: which, ...serveOptions } = options;
  const source = registry === undefined ? {} : { registry };
  const [first] = registriesOf(source, "startServer");
  const stop = processMetrics(first as RegistryLike, which);
  try {
    const server = await serve(nodeHandler(source), serveOptions);
    const close = () => {
      stop();
      return server.close();
    };
    return { ...server, close };
  } catch (error) {
    stop();
    throw error;
  }
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
