import { MetricsError } from "@routemetrics/core";

export interface DashboardOptions {
  /** Where the page answers. Default: `<endpoint>/ui`, so `/metrics/ui`. */
  readonly path?: string;
  /** The heading, e.g. the name of the service. Default `Metrics`. */
  readonly title?: string;
  /** Seconds between two scrapes of an open page. Default 5. */
  readonly refreshSeconds?: number;
}

const DEFAULT_REFRESH = 5;

/** Every option with its value; `endpoint` is where the metrics are. */
export function resolveDashboardOptions(
  options: DashboardOptions,
  endpoint: string | false,
): Required<DashboardOptions> {
  const { path = `${endpoint || "/metrics"}/ui`, title = "Metrics" } = options;
  const { refreshSeconds = DEFAULT_REFRESH } = options;
  if (typeof path !== "string" || !path.startsWith("/")) {
    throw invalid("path", path, 'a path that begins with "/"');
  }
  if (typeof title !== "string") throw invalid("title", title, "a text");
  if (typeof refreshSeconds !== "number" || !(refreshSeconds >= 0.1)) {
    throw invalid("refreshSeconds", refreshSeconds, "a number of seconds, at least 0.1");
  }
  return { path: path.replace(/\/+$/, ""), title, refreshSeconds };
}

function invalid(name: string, value: unknown, accepts: string): MetricsError {
  return new MetricsError(
    "RM_ERR_INVALID_OPTION",
    `The dashboard's option ${name} is ${String(value)}: it takes ${accepts}.`,
  );
}
