import { inspect } from "node:util";
import { MetricsError } from "@routemetrics/core";

type Kind = "text" | "flag" | "function" | "object" | "any";

const KINDS: Readonly<Record<Kind, { accepts: string; fits: (value: unknown) => boolean }>> = {
  text: { accepts: "a text", fits: (value) => typeof value === "string" },
  flag: { accepts: "true or false", fits: (value) => typeof value === "boolean" },
  function: { accepts: "a function", fits: (value) => typeof value === "function" },
  object: {
    accepts: "an object",
    fits: (value) => typeof value === "object" && value !== null,
  },
  /** Has a check of its own. */
  any: { accepts: "anything", fits: () => true },
};

/** The options that there are, and what each of them is. */
export type Options = Readonly<Record<string, Kind>>;

/** Refuses an option that nothing reads, mostly a misspelt one, and one of another kind. */
export function checkKnown(options: unknown, known: Options, where: string): void {
  if (!KINDS.object.fits(options)) {
    throw invalid(`${where} takes an object of options, not ${inspect(options)}`);
  }
  for (const [name, value] of Object.entries(options as object)) {
    const kind = known[name];
    if (kind === undefined) {
      const accepted = Object.keys(known).join(", ");
      throw invalid(`${where}: unknown option "${name}". Accepted: ${accepted}`);
    }
    if (value === undefined || KINDS[kind].fits(value)) continue;
    // A value is shown only when it cannot be a secret.
    const shown = /secret|token/i.test(name) ? "this" : inspect(value, { depth: 0 });
    throw invalid(`${where}: ${name} cannot be ${shown}. Give ${KINDS[kind].accepts}`);
  }
}

function invalid(fault: string): MetricsError {
  return new MetricsError("RM_ERR_INVALID_OPTION", `${fault}.`);
}
