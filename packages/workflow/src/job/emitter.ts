import type { MetricSpec } from "../manifest/specs.js";
import { emit, emitRealtime, type Substitution } from "./emit.js";
import type { JobFamily } from "./job-family.js";
import type { NodeState } from "./node-state.js";
import type { Reporter } from "./reporter.js";
import type { WorkflowState } from "./workflow-state.js";

/** Writes the metrics of nodes into their families; what fails is reported, never thrown. */
export class Emitter {
  readonly #families: ReadonlyMap<string, JobFamily>;
  readonly #reporter: Reporter;
  readonly #substitution: Substitution;

  constructor(
    families: ReadonlyMap<string, JobFamily>,
    reporter: Reporter,
    substitution: Substitution,
  ) {
    this.#families = families;
    this.#reporter = reporter;
    this.#substitution = substitution;
  }

  /** Starts the realtime gauges of a node that begins; `end` freezes those that follow it. */
  begin(metrics: readonly MetricSpec[], node: NodeState, workflow: WorkflowState): Following {
    const following = new Following();
    const realtime = metrics.filter((spec) => spec.realtime);
    if (realtime.length === 0) return following;
    const scope = node.scope(workflow);
    for (const spec of realtime) {
      const ofWorkflow = spec.value.includes("workflow.duration");
      const { clock } = ofWorkflow ? workflow : node;
      const freeze = this.#reporter.guard(spec.name, () =>
        emitRealtime(spec, this.#family(spec), scope, this.#substitution, () => clock.seconds),
      );
      if (freeze) following.add(freeze, ofWorkflow);
    }
    return following;
  }

  /** Emits everything else of a node that has ended. */
  end(metrics: readonly MetricSpec[], node: NodeState, workflow: WorkflowState): void {
    const ending = metrics.filter((spec) => !spec.realtime);
    if (ending.length === 0) return;
    const scope = node.scope(workflow);
    for (const spec of ending) {
      this.#reporter.guard(spec.name, () =>
        emit(spec, this.#family(spec), scope, this.#substitution),
      );
    }
  }

  #family({ name }: MetricSpec): JobFamily {
    const family = this.#families.get(name);
    if (!family) throw new Error(`${name} has no family`);
    return family;
  }
}

/** Realtime gauges that are still moving. */
export class Following {
  readonly #ofNode: (() => void)[] = [];
  readonly #ofWorkflow: (() => void)[] = [];

  add(freeze: () => void, ofWorkflow: boolean): void {
    (ofWorkflow ? this.#ofWorkflow : this.#ofNode).push(freeze);
  }

  /** The node has ended; those that show the workflow's duration go on with the workflow. */
  endNode(workflow: Following): void {
    for (const freeze of this.#ofNode.splice(0)) freeze();
    for (const freeze of this.#ofWorkflow.splice(0)) workflow.add(freeze, true);
  }

  endWorkflow(): void {
    for (const freeze of [...this.#ofNode.splice(0), ...this.#ofWorkflow.splice(0)]) freeze();
  }
}
