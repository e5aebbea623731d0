/** One value of a query's result. A range selector gives one for every point. */
export interface QuerySample {
  labels: Record<string, string>;
  /** Seconds since the epoch. */
  time: number;
  /** NaN when the sample is a native histogram. */
  value: number;
  /** Prometheus's JSON of a native histogram. */
  histogram?: unknown;
}

export interface ScrapeTarget {
  url: string;
  job: string;
  health: "up" | "down" | "unknown";
  lastError: string;
  /** When the last scrape began. */
  lastScrape: Date;
}

async function api<T>(url: string, path: string): Promise<T> {
  const response = await fetch(`${url}/api/v1/${path}`);
  const body = (await response.json()) as { status: string; error?: string; data: T };
  if (body.status !== "success") throw new Error(`Prometheus: ${body.error} (${path})`);
  return body.data;
}

type Point = [time: number, value: string];
type HistogramPoint = [time: number, histogram: unknown];
interface Series {
  metric: Record<string, string>;
  value?: Point;
  values?: Point[];
  histogram?: HistogramPoint;
  histograms?: HistogramPoint[];
}

/** An instant query; a range selector works too. */
export async function query(url: string, promql: string, time?: number): Promise<QuerySample[]> {
  const search = new URLSearchParams({ query: promql });
  if (time !== undefined) search.set("time", String(time));
  const data = await api<{ resultType: string; result: unknown }>(url, `query?${search}`);
  if (data.resultType === "scalar") return [sample({}, data.result as Point)];
  return (data.result as Series[]).flatMap(samplesOf);
}

function samplesOf({ metric, value, values, histogram, histograms }: Series): QuerySample[] {
  const points = values ?? (value ? [value] : []);
  const natives = histograms ?? (histogram ? [histogram] : []);
  return [
    ...points.map((point) => sample(metric, point)),
    ...natives.map(([time, native]) => ({
      labels: metric,
      time,
      value: Number.NaN,
      histogram: native,
    })),
  ];
}

function sample(labels: Record<string, string>, [time, value]: Point): QuerySample {
  return { labels, time, value: Number(value.replace("Inf", "Infinity")) };
}

export async function readTargets(url: string): Promise<ScrapeTarget[]> {
  interface Active {
    scrapeUrl: string;
    labels: Record<string, string>;
    health: ScrapeTarget["health"];
    lastError: string;
    lastScrape: string;
  }
  const { activeTargets } = await api<{ activeTargets: Active[] }>(url, "targets?state=active");
  return activeTargets.map(({ scrapeUrl, labels, health, lastError, lastScrape }) => ({
    url: scrapeUrl,
    job: labels.job ?? "",
    health,
    lastError,
    lastScrape: new Date(lastScrape),
  }));
}
