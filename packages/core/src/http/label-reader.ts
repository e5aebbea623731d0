import { errorText } from "../error-text.js";
import type { Family } from "../metric/family.js";
import { type LabelValue, labelText } from "../metric/label-values.js";
import type { Series } from "../metric/series.js";
import type { Warn } from "../metric/warning.js";
import { refusePromise } from "./refuse-promise.js";

/** Reads a label value when a response has ended; a gauge's when its request starts. */
export type LabelFunction<Request, Response> = (
  request: Request,
  response: Response,
) => LabelValue | readonly string[];

/** Label names with constants, or functions of request and response. */
export type LabelGetters<Request, Response> = Readonly<
  Record<string, LabelValue | LabelFunction<Request, Response>>
>;

/** The value of a label whose function threw. */
export const LABEL_ERROR = "error";

type AnyGetter = string | ((request: unknown, response: unknown) => unknown);

/** The label values of one metric, constants rendered once, functions called per request. */
export class LabelReader {
  readonly names: readonly string[];
  /** The values when no function is among them. */
  readonly constants: readonly string[] | undefined;
  readonly #getters: readonly AnyGetter[];

  constructor(labels: LabelGetters<never, never> = {}) {
    this.names = Object.keys(labels);
    this.#getters = Object.values(labels).map((getter) =>
      typeof getter === "function" ? (getter as AnyGetter) : labelText(getter),
    );
    if (this.#getters.every((getter) => typeof getter === "string")) {
      this.constants = this.#getters as readonly string[];
    }
  }

  /** Never throws: a function that does gives `error`, is counted, and reported once. */
  read(request: unknown, response: unknown, metric: Family<Series>, warn: Warn): string[] {
    const values: string[] = [];
    for (const getter of this.#getters) {
      if (typeof getter === "string") values.push(getter);
      else values.push(labelOf(getter, request, response, metric, warn));
    }
    return values;
  }

  /** The constants among the labels. */
  constantLabels(): Record<string, string> {
    const entries = this.names.map((name, index) => [name, this.#getters[index]]);
    return Object.fromEntries(entries.filter(([, getter]) => typeof getter === "string"));
  }
}

/** The text that a function gives; never throws: where it does, the metric notes it. */
export function labelOf(
  getter: (request: unknown, response: unknown) => unknown,
  request: unknown,
  response: unknown,
  metric: Family<Series> | undefined,
  warn: Warn,
): string {
  try {
    return labelText(refusePromise(getter(request, response)));
  } catch (error) {
    if (metric !== undefined && ++metric.labelErrors === 1) {
      const why = errorText(error);
      warn(`A label function of ${metric.name} threw, its value is "${LABEL_ERROR}": ${why}`);
    }
    return LABEL_ERROR;
  }
}
