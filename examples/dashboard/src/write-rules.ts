import { writeFileSync } from "node:fs";
import { alertRules, grafanaDashboards, recordingRules, toYaml } from "@routemetrics/dashboard";
import type { MetricsOptions } from "@routemetrics/express";

/** What the service passes to `metrics()` as well, so that both fit. */
export const options = {
  preset: "classic",
  prefix: "shop",
  slo: { latency: 0.3 },
} satisfies MetricsOptions;

/** Writes what Grafana and Prometheus import. */
export function writeFiles(folder: string): void {
  const rules = { ...options, selector: 'job="shop"', objective: { availability: 0.995 } };
  writeFileSync(`${folder}/recording-rules.yaml`, toYaml(recordingRules(rules)));
  writeFileSync(`${folder}/alert-rules.yaml`, toYaml(alertRules(rules)));
  for (const dashboard of grafanaDashboards(options)) {
    writeFileSync(`${folder}/${dashboard.uid}.json`, JSON.stringify(dashboard));
  }
}
