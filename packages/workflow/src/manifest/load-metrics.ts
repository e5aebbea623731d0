import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { workflowError } from "../workflow-error.js";
import { allMetrics, clashes } from "./definitions.js";
import {
  type ManifestProblem,
  objectPlace,
  parseDocuments,
  type ReportProblem,
} from "./documents.js";
import type { Parameters } from "./openshift.js";
import type { Place } from "./place.js";
import { readDocument } from "./read-document.js";
import type { JobSpecs, MetricSpec, TemplateSpec, WorkflowSpec } from "./specs.js";

export interface LoadOptions {
  /** Values for the `${NAME}` of OpenShift templates. Default: those of the template. */
  readonly parameters?: Parameters;
  /** `text`: conditions may be incomplete until values are spliced in; see `jobMetrics`. Default: `bound`. */
  readonly substitution?: "bound" | "text";
}

/**
 * Reads the metrics of manifests: Workflow, WorkflowTemplate, ClusterWorkflowTemplate,
 * CronWorkflow, OpenShift Template, List, or stanzas alone, from a file, from YAML or JSON
 * text of any number of documents, or from an object. Throws `RM_ERR_WORKFLOW` with every
 * fault and its file, line and column.
 */
export function loadMetrics(source: string | URL | object, options: LoadOptions = {}): JobSpecs {
  const { specs, problems } = readManifest(source, options);
  if (problems.length > 0) throw workflowError(problems.map(formatProblem).join("\n"));
  return specs;
}

/** As `loadMetrics`, with the faults as a list. Throws only when a file cannot be read. */
export function readManifest(
  source: string | URL | object,
  options: LoadOptions = {},
): { specs: JobSpecs; problems: ManifestProblem[] } {
  const { parameters = {}, substitution = "bound" } = options;
  const problems: ManifestProblem[] = [];
  const report: ReportProblem = (problem) => problems.push(problem);
  const found = {
    workflows: [] as WorkflowSpec[],
    templates: [] as TemplateSpec[],
    metrics: [] as MetricSpec[],
  };
  const context = { checkConditions: substitution !== "text" };
  for (const document of placesOf(source, report)) {
    readDocument(document, parameters, context, found);
  }
  for (const { metric, message } of clashes(allMetrics([found]))) {
    report({ ...positionOf(metric.origin), message });
  }
  return { specs: found, problems };
}

/** `adviser.yaml:12:9: missing counter.value` */
export function formatProblem({ file, line, column, message }: ManifestProblem): string {
  return [file, line, column, ` ${message}`]
    .filter((part) => part !== undefined)
    .join(":")
    .trim();
}

function placesOf(source: string | URL | object, report: ReportProblem): Place[] {
  if (source instanceof URL) return fileDocuments(fileURLToPath(source), report);
  if (typeof source !== "string") return [objectPlace(source, report)];
  return isFile(source) ? fileDocuments(source, report) : parseDocuments(source, undefined, report);
}

function isFile(source: string): boolean {
  if (/[\n{]/.test(source) || source.length > 4096) return false;
  return /\.(?:ya?ml|json)$/i.test(source) || existsSync(source);
}

function fileDocuments(file: string, report: ReportProblem): Place[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw workflowError(`${file} cannot be read: ${(cause as Error).message}`);
  }
  return parseDocuments(text, file, report);
}

function positionOf(origin: string): Omit<ManifestProblem, "message"> {
  const match = /^(?:(.*):)?(\d+):(\d+)$/.exec(origin);
  if (!match) return { file: undefined, line: undefined, column: undefined };
  return { file: match[1], line: Number(match[2]), column: Number(match[3]) };
}
