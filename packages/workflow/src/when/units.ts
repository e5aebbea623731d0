/**
 * A condition before it is read: characters, and values that stand where a tag stood.
 * A value is one unit whatever it contains, so it can never become syntax.
 */
export type Unit = string | BoundValue;

export interface BoundValue {
  readonly bound: string;
}

/** The characters of a text; nothing in it is bound. */
export function unitsOf(text: string): Unit[] {
  return Array.from(text);
}

/** The text of units, for messages. */
export function unitsText(units: readonly Unit[]): string {
  return units.map((unit) => (typeof unit === "string" ? unit : unit.bound)).join("");
}
