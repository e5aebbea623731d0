import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type QuerySample, query, readTargets, type ScrapeTarget } from "./prometheus-api.js";
import { startServerProcess } from "./server-process.js";

export interface PrometheusOptions {
  /** Addresses to scrape every second, `http://127.0.0.1:3000/metrics`; a record's keys become the `job`. */
  targets?: string[] | Record<string, string>;
  /** A whole configuration instead of `targets`: YAML, or an object. */
  config?: string | object;
  /** For `--enable-feature`: `native-histograms`, `exemplar-storage` … */
  features?: string[];
  /** More command line flags. */
  args?: string[];
  /** Files put beside the configuration, by name: rules, certificates. */
  files?: Record<string, string>;
  /** A folder of blocks to serve; it is left in place. Default: an empty temporary one. */
  data?: string;
}

export interface PrometheusServer {
  url: string;
  pid: number;
  /** An instant query, now unless `time` (seconds) is given. */
  query(promql: string, time?: number): Promise<QuerySample[]>;
  targets(): Promise<ScrapeTarget[]>;
  /** Resolves when every target has been scraped, without error, since the call. */
  scraped(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts a real Prometheus on a free port of the loopback interface.
 * Its first scrape comes after about five seconds, whatever the interval: share one between tests.
 */
export async function startPrometheus(options: PrometheusOptions = {}): Promise<PrometheusServer> {
  const folder = await mkdtemp(join(tmpdir(), "prometheus-"));
  const files = { ...options.files, "prometheus.yml": configText(options) };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const server = await startServerProcess({
    command: "prometheus",
    args: commandLine(folder, options),
    cwd: folder,
    // The two lines come in either order.
    ready: /^(?=[\s\S]*Server is ready)[\s\S]*msg="?Listening on"? address=(\S+)/,
  });
  const url = `http://${server.match[1]}`;
  const targets = () => readTargets(url);
  return {
    url,
    pid: server.pid,
    query: (promql, time) => query(url, promql, time),
    targets,
    scraped: () => scraped(targets),
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function commandLine(folder: string, options: PrometheusOptions): string[] {
  const args = [
    `--config.file=${join(folder, "prometheus.yml")}`,
    `--storage.tsdb.path=${options.data ?? join(folder, "data")}`,
    "--web.listen-address=127.0.0.1:0",
  ];
  if (options.features?.length) args.push(`--enable-feature=${options.features.join(",")}`);
  return [...args, ...(options.args ?? [])];
}

/** JSON is YAML, so no YAML has to be written. */
function configText({ config, targets = [] }: PrometheusOptions): string {
  if (typeof config === "string") return config;
  if (config !== undefined) return JSON.stringify(config);
  const addresses = Array.isArray(targets)
    ? Object.fromEntries(targets.map((address) => [address, address]))
    : targets;
  return JSON.stringify({
    global: { scrape_interval: "1s", evaluation_interval: "1s" },
    scrape_configs: Object.entries(addresses).map(([job, address]) => scrapeConfig(job, address)),
  });
}

function scrapeConfig(job: string, address: string): object {
  const { protocol, host, pathname, searchParams } = new URL(address);
  const params: Record<string, string[]> = {};
  for (const name of searchParams.keys()) params[name] = searchParams.getAll(name);
  return {
    job_name: job,
    scheme: protocol.slice(0, -1),
    metrics_path: pathname,
    params,
    static_configs: [{ targets: [host] }],
  };
}

async function scraped(targets: () => Promise<ScrapeTarget[]>): Promise<void> {
  const since = new Date();
  const deadline = Date.now() + 30_000;
  let last: ScrapeTarget[] = [];
  while (Date.now() < deadline) {
    last = await targets();
    const done = ({ health, lastScrape }: ScrapeTarget) => health === "up" && lastScrape > since;
    if (last.length > 0 && last.every(done)) return;
    await sleep(100);
  }
  throw new Error(`Prometheus did not scrape its targets within 30 s: ${JSON.stringify(last)}`);
}
