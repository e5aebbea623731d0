import type { Place } from "./place.js";
import { readMetrics, type StanzaContext } from "./read-stanza.js";
import type { Defaults, MetricSpec, TemplateSpec, WorkflowSpec } from "./specs.js";
import { NOTHING_DECLARED } from "./variables.js";

/** What is the same for all stanzas of one load. */
export type LoadContext = Pick<StanzaContext, "checkConditions">;

/** Reads a Workflow or one of its relatives; `spec` is where entrypoint and templates are. */
export function readWorkflow(document: Place, spec: Place, context: LoadContext): WorkflowSpec {
  const metadata = document.at("metadata");
  const generated = metadata.at("generateName").text()?.replace(/-$/, "");
  const parameters = readParameters(spec.at("arguments").at("parameters"));
  const isReference = spec.at("workflowTemplateRef").isSet;
  const workflowParameters = isReference ? undefined : parameters && Object.keys(parameters);
  const inWorkflow = { ...context, declared: { ...NOTHING_DECLARED, workflowParameters } };
  return {
    name: metadata.at("name").text() ?? generated ?? "",
    namespace: metadata.at("namespace").text() ?? "default",
    entrypoint: spec.at("entrypoint").text() ?? "",
    serviceAccountName: spec.at("serviceAccountName").text() ?? "default",
    priority: spec.at("priority").text() ?? "0",
    parameters: parameters ?? {},
    labels: readTexts(metadata.at("labels"), spec.at("workflowMetadata").at("labels")),
    annotations: readTexts(
      metadata.at("annotations"),
      spec.at("workflowMetadata").at("annotations"),
    ),
    metrics: readMetrics(spec.at("metrics"), { ...inWorkflow, owner: "spec", level: "workflow" }),
    templates: readTemplates(spec, inWorkflow),
    taskTemplates: readTaskTemplates(spec.at("templates")),
  };
}

function readTemplates(
  spec: Place,
  context: LoadContext & Pick<StanzaContext, "declared">,
): TemplateSpec[] {
  const defaults = readMetrics(spec.at("templateDefaults").at("metrics"), {
    ...context,
    owner: "templateDefaults",
    level: "template",
  });
  return spec
    .at("templates")
    .items()
    .map((template) => readTemplate(template, context, defaults));
}

/** Reads one template; without metrics of its own it has `defaults`. */
export function readTemplate(
  place: Place,
  context: LoadContext & Partial<Pick<StanzaContext, "declared">>,
  defaults: readonly MetricSpec[] = [],
): TemplateSpec {
  const name = place.at("name").text() ?? "";
  const inputs = readParameters(place.at("inputs").at("parameters"));
  const outputs = readParameters(place.at("outputs").at("parameters"));
  const declared = {
    workflowParameters: context.declared?.workflowParameters,
    inputs: inputs && Object.keys(inputs),
    outputs: outputs && Object.keys(outputs),
  };
  const own = readMetrics(place.at("metrics"), {
    ...context,
    declared,
    owner: `templates.${name}`,
    level: "template",
  });
  const hasOwn = place.at("metrics").isSet;
  return {
    name,
    metrics: hasOwn ? own : defaults,
    inputs: inputs ?? {},
    outputs: readOutputs(place, (item) => {
      return item.at("value").text() ?? item.at("valueFrom").at("default").text();
    }),
    outputFiles: readOutputs(place, (item) => item.at("valueFrom").at("path").text()),
    retried: place.at("retryStrategy").isSet,
  };
}

/** Names and values; undefined when the manifest has no such list. */
function readParameters(place: Place): Defaults | undefined {
  if (!place.isSet) return undefined;
  return Object.fromEntries(
    place.items().map((item) => {
      const value = item.at("value").text() ?? item.at("default").text() ?? "";
      return [item.at("name").text() ?? "", value];
    }),
  );
}

/** What `read` finds in the output parameters of a template, by their names. */
function readOutputs(template: Place, read: (item: Place) => string | undefined): Defaults {
  const items = template.at("outputs").at("parameters").items();
  return Object.fromEntries(
    items.flatMap((item) => {
      const value = read(item);
      return value === undefined ? [] : [[item.at("name").text() ?? "", value]];
    }),
  );
}

/** Later places win. Values that are no texts are not ours to judge. */
function readTexts(...places: readonly Place[]): Defaults {
  return Object.fromEntries(
    places.flatMap((place) => place.keys().map((key) => [key, place.at(key).text() ?? ""])),
  );
}

/** `steps` and `dag.tasks` give their own names to templates. */
function readTaskTemplates(templates: Place): Defaults {
  const tasks = templates.items().flatMap((template) => [
    ...template.at("dag").at("tasks").items(),
    ...template
      .at("steps")
      .items()
      .flatMap((group) => (Array.isArray(group.value) ? group.items() : [group])),
  ]);
  return Object.fromEntries(
    tasks.flatMap((task) => {
      const { value: name } = task.at("name");
      const { value: template } = task.at("template");
      return typeof name === "string" && typeof template === "string" ? [[name, template]] : [];
    }),
  );
}
