import type { MetricFamily } from "../metric-family.js";
import { sampleCount, storedPerDay } from "./cost.js";
import type { Finding, Severity } from "./finding.js";

const SHOWN = 5;

/** Findings as text, the way out below each, and what the metrics cost. */
export function report(families: readonly MetricFamily[], findings: readonly Finding[]): string {
  const blocks = findings.map(
    ({ severity, code, message, wayOut }) =>
      `${severity.padEnd(7)} ${code}\n        ${message}\n        ${wayOut}\n`,
  );
  return [...blocks, summary(families, findings)].join("\n");
}

function summary(families: readonly MetricFamily[], findings: readonly Finding[]): string {
  const sizes = families.map((family) => ({ name: family.name, samples: sampleCount(family) }));
  const samples = sizes.reduce((sum, size) => sum + size.samples, 0);
  const largest = sizes.sort((a, b) => b.samples - a.samples).slice(0, SHOWN);
  const share = largest.map(({ name, samples: own }) => `${name} ${own}`).join(", ");
  const count = (severity: Severity) => findings.filter((one) => one.severity === severity).length;
  return [
    `${some(count("error"), "error")}, ${some(count("warning"), "warning")}, ${some(count("info"), "note")}.`,
    `${some(families.length, "metric")}, ${some(samples, "sample")}: ${storedPerDay(samples)} for each process.`,
    `Most samples: ${share || "none"}.`,
    "",
  ].join("\n");
}

function some(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
