import type { GatherError } from "../exposition/gather.js";
import { isWanted } from "../exposition/name-filter.js";
import type { FamilyHead, MetricFamily } from "../metric-family.js";
import type { SeriesSink } from "./entries.js";
import { FamilyMerge, type Origin } from "./family-merge.js";
import { aggregationOf, endsWithProcess, type ProcessMetricsMode } from "./process-families.js";

export interface MergeOptions {
  /** Beyond it new label sets of a family fold into one. Default: they never do. */
  readonly maxSeries?: number;
  /** Names of families or samples; absent or empty: everything. */
  readonly names?: readonly string[];
}

/**
 * Makes one set of families of those of several processes.
 *
 * Whoever adds begins with the processes that have ended, in the order they
 * began: `first` and levels with the label `worker` depend on it.
 */
export class ProcessMerge {
  readonly errors: GatherError[] = [];
  /** Lists of bounds that were met, by their text. */
  readonly bounds: Map<string, readonly number[]> = new Map();
  readonly #mode: ProcessMetricsMode;
  readonly #families = new Map<string, FamilyMerge>();
  readonly #maxSeries: number;
  readonly #wanted: ReadonlySet<string>;

  constructor(mode: ProcessMetricsMode, { maxSeries = Infinity, names = [] }: MergeOptions = {}) {
    this.#mode = mode;
    this.#maxSeries = maxSeries;
    this.#wanted = new Set(names);
  }

  /** Takes in the series of one process' family; undefined: nothing of it becomes a part. */
  sinkOf(head: FamilyHead, origin: Origin): SeriesSink | undefined {
    const { name, type } = head;
    if (this.#wanted.size > 0 && !isWanted(name, type, this.#wanted)) return undefined;
    const aggregation = aggregationOf(head, this.#mode);
    if (aggregation === "omit" || (!origin.live && endsWithProcess(head))) return undefined;
    const known = this.#families.get(name);
    if (known !== undefined && known.type !== type) {
      const error = new Error(
        `"${name}" is a ${known.type} in one process and a ${type} in another`,
      );
      this.errors.push({ metric: name, error });
      return undefined;
    }
    const merge = known ?? new FamilyMerge(head, aggregation, this.#maxSeries);
    if (known === undefined) this.#families.set(name, merge);
    return (series) => merge.add(series, origin);
  }

  families(): MetricFamily[] {
    return Array.from(this.#families.values(), (merge) => merge.family());
  }
}
