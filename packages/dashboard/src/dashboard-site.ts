import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { type DashboardOptions, resolveDashboardOptions } from "./dashboard-options.js";
import { type DashboardSource, settingsOf } from "./dashboard-source.js";
import { pageMetricNames } from "./http-metric-names.js";
import { contentSecurityPolicy, html } from "./page.cjs";
import type { PageConfig } from "./page-config.js";

export interface SiteRequest {
  readonly method?: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface SiteAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** Answers one address of the dashboard, whatever the framework. */
export type SiteRoute = (request: SiteRequest) => Promise<SiteAnswer>;

export interface DashboardSite {
  /** By the path of the request, without the query. */
  readonly routes: ReadonlyMap<string, SiteRoute>;
  /** The handler or hook that admits a reader, as the application gave it to its metrics. */
  readonly guard: unknown;
}

const COMMON_HEADERS = {
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
} as const;

/** The page and the scrapes that it makes; they are its own, so no other endpoint is needed. */
export function dashboardSite(source: DashboardSource, options: DashboardOptions): DashboardSite {
  const { options: chosen, endpoint, guard } = settingsOf(source);
  const { path, title, refreshSeconds } = resolveDashboardOptions(options, endpoint);
  const config: PageConfig = {
    title,
    refreshSeconds,
    http: pageMetricNames(chosen),
    ...(chosen.slo ? { sloLatency: chosen.slo.latency } : {}),
  };
  const page = pageRoute(config);
  const routes = new Map([
    [path, page],
    [`${path}/`, page],
    [`${path}/scrape`, scrapeRoute(source)],
  ]);
  return { routes, guard };
}

function pageRoute(config: PageConfig): SiteRoute {
  // No "<" in the element: a label or title cannot end it.
  const json = JSON.stringify(config).replaceAll("<", "\\u003c");
  const element = `<script type="application/json" id="config">${json}</script>`;
  const document = html.replace("<!-- config -->", () => element);
  let zipped: Promise<Uint8Array> | undefined;
  const headers = {
    ...COMMON_HEADERS,
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": contentSecurityPolicy,
    vary: "Accept-Encoding",
  };
  return readOnly(async (request) => {
    if (!/\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/.test(header(request, "accept-encoding"))) {
      return { status: 200, headers, body: document };
    }
    zipped ??= promisify(gzip)(document);
    return { status: 200, headers: { ...headers, "content-encoding": "gzip" }, body: await zipped };
  });
}

function scrapeRoute(source: DashboardSource): SiteRoute {
  return readOnly(async (request) => {
    const { body, contentType, contentEncoding } = await source.render({
      accept: header(request, "accept"),
      acceptEncoding: header(request, "accept-encoding"),
    });
    const headers = {
      ...COMMON_HEADERS,
      "content-type": contentType,
      vary: "Accept, Accept-Encoding",
      ...(contentEncoding ? { "content-encoding": contentEncoding } : {}),
    };
    return { status: 200, headers, body };
  });
}

function readOnly(route: SiteRoute): SiteRoute {
  return async (request) => {
    if (request.method === "GET" || request.method === "HEAD") return route(request);
    const headers = { ...COMMON_HEADERS, allow: "GET, HEAD", "content-type": "text/plain" };
    return { status: 405, headers, body: "Method Not Allowed\n" };
  };
}

function header(request: SiteRequest, name: string): string {
  return String(request.headers[name] ?? "");
}
