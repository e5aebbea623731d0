import {
  findBinary,
  type PrometheusServer,
  startPrometheus,
} from "@routemetrics/conformance/servers";
import type { Service } from "./service.js";

const RANGE = "15s";
const QUESTIONS: readonly (readonly [question: string, promql: string, unit: string])[] = [
  ["Requests per second", `sum by (job) (rate(http_requests_total[${RANGE}]))`, "/s"],
  [
    "Slowest route of each service, p99",
    `topk by (job) (1, histogram_quantile(0.99, sum by (job, method, path, le) (rate(http_request_duration_seconds_bucket[${RANGE}]))))`,
    " s",
  ],
  [
    "Most failing route of each service",
    `topk by (job) (1, 100 * sum by (job, method, path) (rate(http_requests_total{status=~"5.."}[${RANGE}])) / sum by (job, method, path) (rate(http_requests_total[${RANGE}])))`,
    " % errors",
  ],
];

/** A Prometheus that scrapes the services, when the program is installed. */
export async function startScraping(
  services: readonly Service[],
): Promise<PrometheusServer | undefined> {
  if (findBinary("prometheus") === undefined) return undefined;
  return startPrometheus({
    targets: Object.fromEntries(services.map(({ name, url }) => [name, `${url}/metrics`])),
  });
}

/** Asks Prometheus what a first user would, and returns the answers as lines. */
export async function askQuestions(prometheus: PrometheusServer): Promise<string[]> {
  const answers = await Promise.all(
    QUESTIONS.map(async ([question, promql, unit]) => {
      const samples = await prometheus.query(promql);
      const lines = samples.map(({ labels: { job, method = "", path = "" }, value }) => {
        const subject = [job, method, path].filter((text) => text !== "").join(" ");
        return `    ${subject}: ${value.toPrecision(2)}${unit}`;
      });
      return [`  ${question}`, `    ${promql}`, ...lines];
    }),
  );
  return answers.flat();
}
