import type { GatherError } from "../exposition/gather.js";
import type { LiveFamily } from "../live-family.js";
import { CountPool } from "../metric/count-pool.js";
import type { FamilyHead, MetricFamily } from "../metric-family.js";
import { MergedFamily } from "./merged-family.js";
import { aggregationOf, endsWithProcess, type ProcessMetricsMode } from "./process-families.js";
import type { Origin } from "./series-reader.js";
import type { WrittenFamily } from "./write-families.js";

/**
 * Makes one set of families of those of several processes.
 *
 * Processes that have ended come first, in the order they began: `first` and levels
 * with the label `worker` depend on it. Their ranks say so, or the order of adding.
 */
export class ProcessMerge {
  readonly errors: GatherError[] = [];
  /** Lists of bounds that were met, by their text: those of all processes are one, seen to be equal at once. */
  readonly bounds: Map<string, readonly number[]> = new Map();
  readonly #mode: ProcessMetricsMode;
  readonly #families = new Map<string, MergedFamily>();
  readonly #maxSeries: number;
  readonly #stands: "first" | "last";
  /** Where all series are kept as they were written. */
  readonly #pool = new CountPool();

  /** Beyond `maxSeries` new label sets of a family fold into one; `stands`: of families of other types. */
  constructor(
    mode: ProcessMetricsMode,
    maxSeries: number = Infinity,
    stands: "first" | "last" = "first",
  ) {
    this.#mode = mode;
    this.#maxSeries = maxSeries;
    this.#stands = stands;
  }

  /** What takes in the series of one process' family; undefined: nothing of it becomes a part. */
  join(head: FamilyHead, origin: Origin): MergedFamily | undefined {
    const { name, type } = head;
    const aggregation = aggregationOf(head, this.#mode);
    if (aggregation === "omit" || (!origin.live && endsWithProcess(head))) return undefined;
    const known = this.#families.get(name);
    if (known !== undefined && !known.isOver && known.type !== type) {
      const error = new Error(
        `"${name}" is a ${known.type} in one process and a ${type} in another`,
      );
      this.errors.push({ metric: name, error });
      if (this.#stands === "first") return undefined;
    } else if (known?.join(head)) return known;
    const merged = new MergedFamily(head, aggregation, this.#maxSeries, this.#pool);
    this.#families.set(name, merged);
    merged.join(head);
    return merged;
  }

  /** To be called when all processes have told what there is. */
  settle(): void {
    for (const [name, family] of this.#families) {
      if (family.isOver) this.#families.delete(name);
      else family.settle();
    }
  }

  live(): LiveFamily[] {
    return Array.from(this.#families.values(), (family) => family.live());
  }

  written(): WrittenFamily[] {
    this.settle();
    return Array.from(this.#families.values(), (family) => family.written());
  }

  families(): MetricFamily[] {
    this.settle();
    return Array.from(this.#families.values(), (family) => family.family());
  }
}
