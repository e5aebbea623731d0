import type { GatherError } from "../exposition/gather.js";
import type { MetricFamily } from "../metric-family.js";
import { FamilyMerge, type Origin } from "./family-merge.js";
import { aggregationOf, endsWithProcess, type ProcessMetricsMode } from "./process-families.js";

/**
 * Makes one set of families of those of several processes.
 *
 * Whoever adds begins with the processes that have ended, in the order they
 * began: `first` and levels with the label `worker` depend on it.
 */
export class ProcessMerge {
  readonly errors: GatherError[] = [];
  readonly #mode: ProcessMetricsMode;
  readonly #families = new Map<string, FamilyMerge>();

  readonly #maxSeries: number;

  /** Beyond `maxSeries` of a family new label sets fold into one. Default: they never do. */
  constructor(mode: ProcessMetricsMode, maxSeries: number = Infinity) {
    this.#mode = mode;
    this.#maxSeries = maxSeries;
  }

  add(family: MetricFamily, origin: Origin): void {
    const aggregation = aggregationOf(family, this.#mode);
    if (aggregation === "omit" || (!origin.live && endsWithProcess(family))) return;
    const known = this.#families.get(family.name);
    if (known !== undefined && known.type !== family.type) {
      const error = new Error(
        `"${family.name}" is a ${known.type} in one process and a ${family.type} in another`,
      );
      this.errors.push({ metric: family.name, error });
      return;
    }
    const merge = known ?? new FamilyMerge(family, aggregation, this.#maxSeries);
    if (known === undefined) this.#families.set(family.name, merge);
    merge.add(family, origin);
  }

  families(): MetricFamily[] {
    return Array.from(this.#families.values(), (merge) => merge.family());
  }
}
