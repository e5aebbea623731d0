import { areLabels } from "../options/check-options.js";
import { checkAgainst, FLAG, type OptionRules } from "../options/option-rules.js";

const COMMON: OptionRules = {
  labels: {
    accepts: "an object of label names with constants or functions",
    check: areLabels,
  },
  initialValue: FLAG,
};
/** The metric itself says what is wrong with them. */
const LIST: OptionRules[string] = { accepts: "a list of numbers", check: Array.isArray };

/** Throws unless all options are those of an instrument, and `further` ones of its kind. */
export function checkInstrumentOptions(
  name: string,
  options: unknown,
  ...further: readonly string[]
): void {
  const own = Object.fromEntries(further.map((option) => [option, LIST]));
  checkAgainst({ ...COMMON, ...own }, options, `The metric ${String(name)}`);
}
