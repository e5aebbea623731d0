import {
  type PrometheusServer,
  requireBinary,
  startPrometheus,
} from "@routemetrics/conformance/servers";
import {
  alertRules,
  type GenerateOptions,
  grafanaDashboards,
  recordingRules,
  toYaml,
} from "@routemetrics/dashboard";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { frameworks, type TestService, type TestServiceOptions } from "./services.js";

const noPrometheus = requireBinary("prometheus");
const everything = {
  requestSize: true,
  responseSize: true,
  timeToFirstByte: true,
};

interface Setup {
  framework: "Express" | "Fastify";
  metrics: NonNullable<TestServiceOptions["metrics"]>;
  generate?: Pick<GenerateOptions, "histograms">;
}

const setups: Record<string, Setup> = {
  default: { framework: "Express", metrics: { track: everything, slo: { latency: 0.1 } } },
  classic: {
    framework: "Fastify",
    metrics: { preset: "classic", prefix: "shop", labels: { tenant: "a" }, slo: { latency: 2 } },
  },
  opentelemetry: {
    framework: "Express",
    metrics: { preset: "opentelemetry", track: everything, slo: { latency: 0.1 } },
  },
  flask: { framework: "Fastify", metrics: { preset: "flask" } },
  "fastify-metrics": { framework: "Fastify", metrics: { preset: "fastify-metrics" } },
  "express-prom-bundle": { framework: "Express", metrics: { preset: "express-prom-bundle" } },
  promster: {
    framework: "Fastify",
    metrics: { preset: "promster", track: { responseSize: true, inFlight: true } },
  },
  "prometheus-api-metrics": {
    framework: "Express",
    metrics: { preset: "prometheus-api-metrics", slo: { latency: 0.1 } },
  },
  "swagger-stats": { framework: "Express", metrics: { preset: "swagger-stats" } },
  "opentelemetry-js": { framework: "Express", metrics: { preset: "opentelemetry-js" } },
  "default, native": {
    framework: "Fastify",
    metrics: { track: everything, slo: { latency: 0.1 } },
    generate: { histograms: "native" },
  },
  "opentelemetry, native": {
    framework: "Fastify",
    metrics: { preset: "opentelemetry", slo: { latency: 0.1 } },
    generate: { histograms: "native" },
  },
};

/** Added by Prometheus itself, or exposed only where there are several workers. */
const notOfTheService = new Set<string | undefined>([
  "up",
  "scrape_duration_seconds",
  "scrape_samples_scraped",
  "routemetrics_workers_missing",
]);

/** What Grafana would write for its variables. */
function filledIn(expr: string, job: string): string {
  return expr
    .replaceAll("$__rate_interval", "10s")
    .replaceAll("$job", job)
    .replace(/\$(?:instance|method|path)/g, ".*");
}

describe.skipIf(noPrometheus)("on a Prometheus that scrapes real traffic", () => {
  const services: TestService[] = [];
  const servers = new Map<string, PrometheusServer>();
  let sending: NodeJS.Timeout | undefined;

  beforeAll(async () => {
    const jobs: { job: string; url: string; setup: Setup }[] = [];
    for (const [job, setup] of Object.entries(setups)) {
      const service = await frameworks[setup.framework]?.({ metrics: setup.metrics });
      services.push(service as TestService);
      jobs.push({ job, setup, url: (service as TestService).url });
    }
    sending = setInterval(() => {
      for (const { url } of jobs) void visit(url);
    }, 200);
    for (const histograms of ["classic", "native"] as const) {
      const scraped = jobs.filter(
        ({ setup }) => (setup.generate?.histograms ?? "classic") === histograms,
      );
      servers.set(histograms, await startPrometheus(configuration(scraped, histograms)));
    }
    for (const server of servers.values()) await enoughScrapes(server);
  }, 90_000);

  afterAll(async () => {
    clearInterval(sending);
    for (const server of servers.values()) await server.stop();
    for (const service of services) await service.stop();
  });

  const serverOf = ({ generate }: Setup) =>
    servers.get(generate?.histograms ?? "classic") as PrometheusServer;

  test.each(Object.entries(setups))(
    "every query of the dashboards returns data: %s",
    async (job, setup) => {
      const dashboards = grafanaDashboards({ ...setup.metrics, ...setup.generate });
      const panels = dashboards.flatMap(({ title, panels }) =>
        panels.flatMap((panel) =>
          panel.targets.map(({ expr }) => ({ panel: `${title} / ${panel.title}`, expr })),
        ),
      );
      const empty: string[] = [];
      for (const { panel, expr } of panels) {
        const samples = await serverOf(setup).query(filledIn(expr, job));
        const hasData = samples.some(
          ({ value, histogram }) => histogram !== undefined || value >= 0,
        );
        if (!hasData) empty.push(`${panel}: ${expr}`);
      }
      expect(empty).toEqual([]);
      expect(panels.length).toBeGreaterThan(25);
    },
  );

  test.each(Object.entries(setups))(
    "every metric of a query is exposed: %s",
    async (job, setup) => {
      const generated = { ...setup.metrics, ...setup.generate, selector: "a" };
      const queries = [
        ...grafanaDashboards(generated).flatMap(({ panels }) => panels.flatMap((p) => p.targets)),
        ...[recordingRules(generated), alertRules(generated)].flatMap(({ groups }) =>
          groups.flatMap(({ rules }) => rules),
        ),
      ].map(({ expr }) => expr);
      // A selector stands behind every name, so this finds them all, but for the recorded ones.
      const named = queries.flatMap((expr) =>
        [...expr.matchAll(/([a-z_\d]+)\{/g)].map(([, name]) => name),
      );
      const index = Object.keys(setups).indexOf(job);
      const text = await (await fetch(`${services[index]?.url}/metrics`)).text();
      const exposed = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
      const unknown = named.filter((name = "") => {
        const family = name.replace(/_(?:bucket|sum|count)$/, "");
        return !exposed.has(name) && !exposed.has(family) && !notOfTheService.has(name);
      });
      expect([...new Set(unknown)]).toEqual([]);
      expect(named.length).toBeGreaterThan(40);
    },
  );

  test.each(Object.entries(setups))("every variable finds its values: %s", async (job, setup) => {
    const dashboards = grafanaDashboards({ ...setup.metrics, ...setup.generate });
    const variables = dashboards.flatMap(
      ({ templating }) => (templating as { list: { type: string; definition?: string }[] }).list,
    );
    for (const { definition } of variables.filter(({ type }) => type === "query")) {
      const [, selector = "", label = ""] =
        /^label_values\((.+), (\w+)\)$/.exec(definition ?? "") ?? [];
      const samples = await serverOf(setup).query(filledIn(selector, job));
      expect(samples.map(({ labels }) => labels[label])).not.toContain(undefined);
      expect(samples, definition).not.toEqual([]);
    }
  });

  test.each(["classic", "native"])("every rule evaluates: %s", async (histograms) => {
    const server = servers.get(histograms) as PrometheusServer;
    const response = await fetch(`${server.url}/api/v1/rules`);
    const { data } = (await response.json()) as { data: { groups: { rules: LoadedRule[] }[] } };
    const rules = data.groups.flatMap((group) => group.rules);
    expect(rules.filter(({ health }) => health !== "ok")).toEqual([]);
    expect(rules.length).toBeGreaterThan(40);
    for (const { type, name } of rules) {
      if (type === "recording") expect(await server.query(name), name).not.toEqual([]);
    }
  });

  test("the alerts of a service are about no other", async () => {
    for (const server of servers.values()) {
      const response = await fetch(`${server.url}/api/v1/rules?type=alert`);
      const { data } = (await response.json()) as { data: { groups: AlertGroup[] } };
      const about = data.groups.map(({ rules }) =>
        rules.flatMap(({ alerts }) => alerts.map(({ labels }) => labels.job)),
      );
      expect(about.flat()).not.toEqual([]);
      for (const jobs of about) expect(new Set(jobs).size).toBeLessThanOrEqual(1);
    }
  });

  test("the numbers are those of the traffic: a third fails, one route is slow", async () => {
    for (const server of servers.values()) {
      const failed = await server.query("route:http_requests_failed:ratio_rate5m > 0.99");
      const paths = failed.map(({ labels }) => labels.path ?? labels.route ?? labels.http_route);
      expect(new Set(paths)).toEqual(new Set(["/fails/:id"]));
      const [slow] = await server.query('job:http_requests_slow:ratio_rate5m{job=~"default.*"}');
      expect(slow?.value).toBeCloseTo(1 / 3, 1);
    }
  });
});

interface LoadedRule {
  type: "recording" | "alerting";
  name: string;
  health: string;
}

interface AlertGroup {
  rules: { alerts: { labels: { job: string } }[] }[];
}

async function visit(url: string): Promise<void> {
  for (const path of ["/fast", "/slow", "/fails/1"]) await fetch(url + path).catch(() => {});
}

/** Rules of one service each, so that none answers for another. */
function configuration(
  jobs: readonly { job: string; url: string; setup: Setup }[],
  histograms: "classic" | "native",
) {
  const files = jobs.flatMap(({ job, setup }, i) => {
    const options = { ...setup.metrics, ...setup.generate, selector: `job="${job}"` };
    return [
      [`recording-${i}.yaml`, toYaml(recordingRules(options))],
      [`alerts-${i}.yaml`, toYaml(alertRules(options))],
    ];
  });
  return {
    files: Object.fromEntries(files) as Record<string, string>,
    features: histograms === "native" ? ["native-histograms"] : [],
    config: {
      global: { scrape_interval: "1s", evaluation_interval: "2s" },
      rule_files: files.map(([name]) => name),
      scrape_configs: jobs.map(({ job, url }) => ({
        job_name: job,
        static_configs: [{ targets: [new URL(url).host] }],
      })),
    },
  };
}

/** Rates need a few scrapes of growing counters, and rules an evaluation after them. */
async function enoughScrapes(server: PrometheusServer): Promise<void> {
  const until = (promql: string, timeout: number) =>
    vi.waitFor(async () => expect(await server.query(promql)).not.toEqual([]), { timeout });
  await until("count(count_over_time(up[30s]) >= 8) == count(up == 1)", 60_000);
  await until("job:http_requests_failed:ratio_rate5m", 20_000);
}
