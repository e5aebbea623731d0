import { MAX_VALUE } from "../limits.js";
import { parseGoFloat } from "../number/parse-float.js";
import { splitTemplate } from "../template/tags.js";
import { checkCondition } from "../when/evaluate-when.js";
import type { Unit } from "../when/units.js";
import { excerpt } from "../workflow-error.js";
import type { Place } from "./place.js";
import type { StanzaContext } from "./read-stanza.js";
import type { MetricSpec } from "./specs.js";
import { tagFaults } from "./variables.js";

/** Checks the texts of a stanza as far as it goes without a job: tags, condition, constant value. */
export function checkTexts(spec: MetricSpec, place: Place, context: StanzaContext): void {
  const value = place.at(spec.type).at("value");
  const texts = [place.at("help"), place.at("when"), value];
  for (const item of place.at("labels").items()) texts.push(item.at("value"));
  let sound = true;
  for (const text of texts) {
    if (typeof text.value !== "string") continue;
    for (const fault of tagFaults(text.value, context.declared)) {
      text.fault(fault);
      sound = false;
    }
  }
  if (!sound) return;
  if (context.checkConditions) attempt(place.at("when"), () => checkWhen(spec.when));
  checkValue(spec, value, context);
}

function checkWhen(when: string): void {
  const units = splitTemplate(when).flatMap((part): Unit[] =>
    part.kind === "text" ? Array.from(part.text) : [{ bound: "value" }],
  );
  checkCondition(units);
}

function checkValue(spec: MetricSpec, place: Place, context: StanzaContext): void {
  if (spec.value.length > MAX_VALUE) {
    place.fault(`${spec.type}.value is ${spec.value.length} characters long: ${MAX_VALUE} at most`);
  } else if (spec.realtime) {
    checkRealtime(spec.value, place, context);
  } else if (spec.value !== "" && !spec.value.includes("{{")) {
    attempt(place, () => checkNumber(spec));
  }
}

function checkRealtime(value: string, place: Place, { level }: StanzaContext): void {
  const name = /^\{\{(.*)\}\}$/s.exec(value)?.[1]?.trim();
  if (value.includes("resourcesDuration.")) {
    place.fault("'resourcesDuration.*' metrics cannot be used in real-time");
  } else if (name === undefined) {
    place.fault("real time metrics can only be used with metric variables");
  } else if (name !== "workflow.duration" && (name !== "duration" || level === "workflow")) {
    place.fault(`'${excerpt(name)}' is not available as a real time metric`);
  }
}

/** A value without tags can be judged at once. */
function checkNumber({ type, value }: MetricSpec): void {
  const number = parseGoFloat(value);
  if (type === "counter" && !(number >= 0)) throw new Error(`a counter cannot take ${value}`);
  if (type === "histogram" && !Number.isFinite(number)) {
    throw new Error(`a histogram cannot take ${value}`);
  }
}

function attempt(place: Place, check: () => void): void {
  try {
    check();
  } catch (error) {
    place.fault(error instanceof Error ? error.message : String(error));
  }
}
