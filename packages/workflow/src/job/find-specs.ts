import type { JobSpecs, MetricSpec, TemplateSpec, WorkflowSpec } from "../manifest/specs.js";

/** Finds what manifests say about a job by its name. */
export class SpecFinder {
  readonly #workflows: readonly WorkflowSpec[];
  readonly #templates: readonly TemplateSpec[];
  /** Stanzas that stand alone: for every job that is not inside another. */
  readonly common: readonly MetricSpec[];

  constructor(specs: readonly JobSpecs[]) {
    this.#workflows = specs.flatMap(({ workflows }) => workflows);
    this.#templates = specs.flatMap(({ templates }) => templates);
    this.common = specs.flatMap(({ metrics }) => metrics);
  }

  /** By name, or by entrypoint where no name fits; a single nameless workflow is everyone's. */
  workflow(name: string): WorkflowSpec | undefined {
    const all = this.#workflows;
    const nameless = all.length === 1 && all[0]?.name === "" ? all[0] : undefined;
    return (
      all.find((workflow) => workflow.name === name) ??
      all.find((workflow) => workflow.entrypoint === name) ??
      nameless
    );
  }

  /** The template of a task: first in its own workflow, then anywhere. */
  task(
    name: string,
    inside?: WorkflowSpec,
  ): { template: TemplateSpec; of?: WorkflowSpec } | undefined {
    const own = inside && templateIn(inside, name);
    if (own) return { template: own, of: inside };
    for (const workflow of this.#workflows) {
      const template = templateIn(workflow, name);
      if (template) return { template, of: workflow };
    }
    const template = this.#templates.find((one) => one.name === name);
    return template && { template };
  }
}

function templateIn(workflow: WorkflowSpec, name: string): TemplateSpec | undefined {
  const named = (wanted: string | undefined) =>
    workflow.templates.find((template) => template.name === wanted);
  return (
    named(name) ??
    (Object.hasOwn(workflow.taskTemplates, name) ? named(workflow.taskTemplates[name]) : undefined)
  );
}
