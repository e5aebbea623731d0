import { workflowError } from "../workflow-error.js";
import type { JobSpecs, MetricSpec } from "./specs.js";

/** All stanzas, those of `templateDefaults` once. */
export function allMetrics(specs: Iterable<JobSpecs>): Set<MetricSpec> {
  const all = new Set<MetricSpec>();
  for (const { workflows, templates, metrics } of specs) {
    for (const metric of metrics) all.add(metric);
    for (const { metrics: own } of [...workflows, ...templates])
      for (const one of own) all.add(one);
    for (const workflow of workflows) {
      for (const { metrics: own } of workflow.templates) for (const one of own) all.add(one);
    }
  }
  return all;
}

/**
 * How stanzas of the same name contradict each other, one text each. They may
 * differ in labels; Argo also lets the first buckets win, silently.
 */
export function clashes(metrics: Iterable<MetricSpec>): { metric: MetricSpec; message: string }[] {
  const first = new Map<string, MetricSpec>();
  const found: { metric: MetricSpec; message: string }[] = [];
  for (const metric of metrics) {
    const other = first.get(metric.name);
    if (other === undefined) first.set(metric.name, metric);
    const message = other && contradiction(metric, other);
    if (message) found.push({ metric, message });
  }
  return found;
}

function contradiction(metric: MetricSpec, other: MetricSpec): string | undefined {
  const { name } = metric;
  const where = other.origin === "" ? "" : ` (${other.origin})`;
  if (metric.type !== other.type) {
    return `found existing ${other.type} for custom metric ${name} of type ${metric.type}${where}`;
  }
  if (metric.help !== other.help) {
    return `help for metric ${name} is already set to ${other.help}, it cannot be changed${where}`;
  }
  if (metric.buckets?.join() !== other.buckets?.join()) {
    return `buckets of metric ${name} are already [${other.buckets?.join(", ") ?? ""}], they cannot be changed${where}`;
  }
  return undefined;
}

/** Throws when stanzas that were loaded apart contradict each other. */
export function checkDefinitions(metrics: Iterable<MetricSpec>): void {
  const messages = clashes(metrics).map(({ metric, message }) => `${metric.origin}: ${message}`);
  if (messages.length > 0) throw workflowError(messages.join("\n"));
}
