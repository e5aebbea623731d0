import { expandTemplate, insertParameters, type Parameters } from "./openshift.js";
import type { Place } from "./place.js";
import { readMetrics, readStanza, readStanzas } from "./read-stanza.js";
import { type LoadContext, readTemplate, readWorkflow } from "./read-workflow.js";
import type { MetricSpec, TemplateSpec, WorkflowSpec } from "./specs.js";
import { NOTHING_DECLARED } from "./variables.js";

/** Collects what the documents of one load hold. */
export interface Found {
  readonly workflows: WorkflowSpec[];
  readonly templates: TemplateSpec[];
  readonly metrics: MetricSpec[];
}

const SPEC_KINDS = ["Workflow", "WorkflowTemplate", "ClusterWorkflowTemplate"];
const STANZA_TYPES = ["gauge", "histogram", "counter"];

/** Reads one document of whatever kind; kinds without workflow metrics are passed over. */
export function readDocument(
  document: Place,
  parameters: Parameters,
  context: LoadContext,
  found: Found,
): void {
  if (!document.isSet) return;
  const kind = document.at("kind").value;
  if (kind === "Template") {
    const expanded = expandTemplate(document, parameters);
    for (const item of expanded.at("objects").items()) readObject(item, context, found);
  } else {
    readObject(insertParameters(document, parameters), context, found);
  }
}

function readObject(document: Place, context: LoadContext, found: Found): void {
  const kind = document.at("kind").value;
  const has = (key: string) => document.at(key).isSet;
  if (kind === "List") {
    for (const item of document.at("items").items()) readObject(item, context, found);
  } else if (kind === "CronWorkflow") {
    const spec = document.at("spec").at("workflowSpec");
    found.workflows.push(readWorkflow(document, spec, context));
  } else if (SPEC_KINDS.includes(String(kind)) || (kind === undefined && has("spec"))) {
    found.workflows.push(readWorkflow(document, document.at("spec"), context));
  } else if (kind === undefined) {
    readBare(document, context, found);
  } else if (typeof kind !== "string") {
    document.at("kind").fault("kind has to be a text");
  }
}

/** Stanzas and templates without anything around them. */
function readBare(document: Place, context: LoadContext, found: Found): void {
  const bare = { ...context, owner: "", level: "any", declared: NOTHING_DECLARED } as const;
  const has = (key: string) => document.at(key).isSet;
  if (Array.isArray(document.value)) {
    found.metrics.push(...readStanzas(document, bare));
  } else if (has("prometheus")) {
    found.metrics.push(...readMetrics(document, bare));
  } else if (has("templates")) {
    for (const item of document.at("templates").items()) {
      found.templates.push(readTemplate(item, context));
    }
  } else if (has("metrics")) {
    if (has("name")) found.templates.push(readTemplate(document, context));
    else found.metrics.push(...readMetrics(document.at("metrics"), bare));
  } else if (has("help") || STANZA_TYPES.some(has)) {
    const stanza = readStanza(document, bare);
    if (stanza) found.metrics.push(stanza);
  } else {
    document.fault("this is neither a file that exists nor a manifest or stanza with metrics");
  }
}
