import { MAX_METRICS } from "../limits.js";
import type { Place } from "./place.js";
import { readBuckets } from "./read-buckets.js";
import type { MetricSpec } from "./specs.js";
import { checkTexts } from "./stanza-texts.js";
import { suggestion } from "./suggest.js";
import type { Declared } from "./variables.js";

/** What the reader of a stanza has to know about the place where it stands. */
export interface StanzaContext {
  /** `templates.advise`, `spec`, or nothing; begins Argo's messages. */
  readonly owner: string;
  readonly level: "workflow" | "template" | "any";
  readonly declared: Declared;
  /** False when conditions are only complete after their values were spliced in. */
  readonly checkConditions: boolean;
}

const NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const TYPES = ["gauge", "histogram", "counter"] as const;
const FIELDS = ["name", "help", "labels", "when", ...TYPES];
const TYPE_FIELDS: Readonly<Record<MetricSpec["type"], readonly string[]>> = {
  gauge: ["value", "realtime", "operation"],
  histogram: ["value", "buckets"],
  counter: ["value"],
};

/** Reads `metrics: { prometheus: [...] }`. */
export function readMetrics(place: Place, context: StanzaContext): MetricSpec[] {
  checkFields(place, ["prometheus"]);
  return readStanzas(place.at("prometheus"), context);
}

/** Reads a list of stanzas; faulty ones are reported and left out. */
export function readStanzas(place: Place, context: StanzaContext): MetricSpec[] {
  const items = place.items();
  if (items.length > MAX_METRICS) {
    place.fault(`${items.length} metrics are too many: Argo allows ${MAX_METRICS} in one place`);
    return [];
  }
  return items.flatMap((item) => readStanza(item, context) ?? []);
}

/** Reads one stanza; undefined, and reported, when it has no type. */
export function readStanza(place: Place, context: StanzaContext): MetricSpec | undefined {
  checkFields(place, FIELDS);
  const name = readName(place, context);
  const help = place.at("help").text() ?? "";
  if (help === "") place.fault(`metric '${name}' must contain a help string under 'help: ' field`);
  const labels = readLabels(place.at("labels"));
  const type = TYPES.find((candidate) => place.at(candidate).isSet);
  if (type === undefined) {
    place.fault(`metric '${name}' needs one of gauge, histogram and counter`);
    return undefined;
  }
  const body = place.at(type);
  checkFields(body, TYPE_FIELDS[type]);
  const value = body.at("value").text() ?? "";
  if (value === "") body.fault(`missing ${type}.value`);
  const spec: MetricSpec = {
    name,
    help,
    labels,
    when: place.at("when").text() ?? "",
    type,
    value,
    buckets: type === "histogram" ? readBuckets(body.at("buckets")) : undefined,
    realtime: type === "gauge" && readRealtime(body.at("realtime")),
    operation: type === "gauge" ? readOperation(body.at("operation")) : "Set",
    origin: place.origin,
  };
  if (type === "histogram") checkHistogramLabels(place.at("labels"));
  checkTexts(spec, place, context);
  return spec;
}

function readName(place: Place, { owner }: StanzaContext): string {
  const name = place.at("name").text() ?? "";
  if (!NAME.test(name)) {
    const where = place.at("name").isSet ? place.at("name") : place;
    where.fault(
      `${owner ? `${owner} ` : ""}metric name '${name}' is invalid. ` +
        "Metric names must contain alphanumeric characters or '_'",
    );
  }
  return name;
}

function readLabels(place: Place): { key: string; value: string }[] {
  const seen = new Set<string>();
  return place.items().map((item) => {
    checkFields(item, ["key", "value"]);
    const key = item.at("key").text() ?? "";
    if (!NAME.test(key) || key.startsWith("__")) {
      item
        .at("key")
        .fault(
          `metric label '${key}' is invalid: keys may only contain alphanumeric characters or '_'`,
        );
    } else if (seen.has(key)) {
      item.at("key").fault(`metric label '${key}' is there twice`);
    }
    seen.add(key);
    return { key, value: item.at("value").text() ?? "" };
  });
}

function checkHistogramLabels(place: Place): void {
  for (const item of place.items()) {
    if (item.at("key").value === "le") {
      item.at("key").fault("metric label 'le' is used by the histogram itself: rename it");
    }
  }
}

function readRealtime(place: Place): boolean {
  if (!place.isSet || place.value === false || place.value === "false") return false;
  if (place.value === true || place.value === "true") return true;
  place.fault(`realtime has to be true or false, not ${JSON.stringify(place.value)}`);
  return false;
}

function readOperation(place: Place): MetricSpec["operation"] {
  const text = place.text() || "Set";
  if (text === "Set" || text === "Add" || text === "Sub") return text;
  place.fault(`operation has to be Set, Add or Sub, not ${JSON.stringify(text)}`);
  return "Set";
}

function checkFields(place: Place, known: readonly string[]): void {
  for (const key of place.keys()) {
    if (known.includes(key)) continue;
    place.at(key).keyFault(`unknown field ${JSON.stringify(key)}${suggestion(key, known)}`);
  }
}
