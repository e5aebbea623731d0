import type { Exemplar, Labels, ValueSeries } from "../metric-family.js";
import type { Series } from "./series.js";

/**
 * One series with one value after the other in the shape of plain data. Labels
 * are made when they are asked for: most renderings do not need them.
 */
export class ValueView implements ValueSeries {
  value = 0;
  exemplar: Exemplar | undefined;
  readonly #labelsOf: (series: Series) => Labels;
  #series: Series | undefined;

  constructor(labelsOf: (series: Series) => Labels) {
    this.#labelsOf = labelsOf;
  }

  show(series: Series, value: number, exemplar: Exemplar | undefined): this {
    this.#series = series;
    this.value = value;
    this.exemplar = exemplar;
    return this;
  }

  get labels(): Labels {
    return this.#labelsOf(this.#series as Series);
  }

  get created(): number {
    return (this.#series as Series).created;
  }
}
