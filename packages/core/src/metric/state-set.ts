import { MetricsError } from "../errors.js";
import type { ValueSeries } from "../metric-family.js";
import type { OptionRule } from "../options/option-rules.js";
import { Family, registryOf } from "./family.js";
import type { FamilyOptions } from "./family-options.js";
import { checkLabelNames } from "./names.js";
import { registerOnce } from "./registration.js";
import { Series } from "./series.js";

export interface StateSetOptions<Name extends string = never, State extends string = string>
  extends Omit<FamilyOptions<Name>, "unit"> {
  /** All states there are; the first is active in the beginning. */
  readonly states: readonly State[];
}

/** One series of a state set: exactly one of its states is active. */
export class StateSeries<State extends string = string> extends Series {
  active: State;
  readonly #states: readonly State[];
  readonly #family: { readonly gathering: number };

  constructor(
    family: { readonly gathering: number },
    states: readonly State[],
    labelValues: readonly string[],
  ) {
    super(labelValues);
    this.#family = family;
    this.#states = states;
    this.active = states[0] as State;
  }

  /** Makes `state` the active one. */
  state(state: State): void {
    if (!this.#states.includes(state)) {
      throw new MetricsError(
        "RM_ERR_INVALID_VALUE",
        `${JSON.stringify(state)} is not one of the states [${this.#states.join(", ")}].`,
      );
    }
    this.active = state;
    this.changedIn = this.#family.gathering;
  }

  /** It is set too rarely to be told apart from what the last scrape had. */
  override changedSince(): boolean {
    return true;
  }

  override reset(): void {
    this.active = this.#states[0] as State;
  }
}

/** Which of a fixed set of states something is in: a series per state, 1 for the active one. */
export class StateSet<
  const Name extends string = never,
  const State extends string = string,
> extends Family<StateSeries<State>, Name> {
  override readonly type = "stateset";
  readonly #states: readonly State[];

  constructor(options: StateSetOptions<Name, State>) {
    super(
      { liveOnly: options?.aggregation === undefined, ...options },
      { without: ["unit"], accepts: { states: STATES } },
    );
    // Its name is a label of its own, which holds the state.
    checkLabelNames(this.name, [...this.labelNames, this.name]);
    this.#states = [...options.states];
    if (this.labelNames.length === 0) this.seriesMap.get([]);
    // biome-ignore lint/correctness/noConstructorReturn: the same definition again is the same metric
    return registerOnce(this, registryOf(options.registry));
  }

  override get shape(): string {
    return JSON.stringify(this.#states);
  }

  /** Makes `state` the active one of a state set without labels. */
  state(state: State): void {
    this.only().state(state);
  }

  protected override createSeries(labelValues: readonly string[]): StateSeries<State> {
    return new StateSeries(this, this.#states, labelValues);
  }

  override readSeries(series: StateSeries<State>): readonly ValueSeries[] {
    return this.#states.map((state) => ({
      labels: { ...this.labelsOf(series), [this.name]: state },
      value: series.active === state ? 1 : 0,
    }));
  }
}

const STATES: OptionRule = {
  accepts: "a list of different texts, at least one",
  check: (states) =>
    Array.isArray(states) &&
    states.length > 0 &&
    states.every((state) => typeof state === "string") &&
    new Set(states).size === states.length,
  isRequired: true,
};
