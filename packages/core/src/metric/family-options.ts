import type { Aggregation } from "../metric-family.js";
import type { RegistryLike } from "../registry-like.js";
import type { Warn } from "./warning.js";

/** What every kind of metric can be made with. */
export interface FamilyOptions<Name extends string = never> {
  /** Letters, digits, `_` and `:`; counters get `_total` appended when it is missing. */
  readonly name: string;
  readonly help: string;
  /** Default: none, the metric has one series. */
  readonly labelNames?: readonly Name[];
  /** Put before the name, with `_` between. */
  readonly namespace?: string;
  /** Put between namespace and name. */
  readonly subsystem?: string;
  /** Base unit, appended to the name (`seconds`, `bytes`) and exposed as UNIT in OpenMetrics. */
  readonly unit?: string;
  /** Default: prom-client's global registry. `null`: registered nowhere. */
  readonly registry?: RegistryLike | null;
  /** Default 10000. Label sets beyond it fold into one series, see the cardinality guide. */
  readonly maxSeries?: number;
  /** Seconds after which a series that did not change is removed. Default: never. */
  readonly ttl?: number;
  /** How several processes become one. Default: `sum`. */
  readonly aggregation?: Aggregation;
  /** Drop the values of processes that have ended. Default: true for gauges that choose no `aggregation`. */
  readonly liveOnly?: boolean;
  /** Told once about each kind of misuse. Default: `process.emitWarning`. */
  readonly warn?: Warn;
}
