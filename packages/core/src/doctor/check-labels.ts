import type { MetricFamily, Series } from "../metric-family.js";
import { alikePaths } from "./alike-paths.js";
import { type Finding, finding } from "./finding.js";
import { decoded, identifierIn, isUrl, urlShape } from "./label-shape.js";

const MAX_LABELS = 10;
const LONG_VALUE = 128;
/** So many values that are numbers, wide apart, look like ids whatever the label's name. */
const MANY_NUMBERS = 20;
/** So many paths that only led to 404 were invented by clients. */
const MANY_NOT_FOUND = 5;
const ID_NAME = /(?:^|_)(?:id|uid|uuid|user|customer|account|session|order|token|email)s?(?:_|$)/i;
const EMAIL = /[^/\s]@[^/\s]+\.[a-z]{2,}/i;
const STATUS_NAME = /(?:^|_)(?:status|code|status_code)$/;

/** Labels whose values have no end, or should not be there at all. */
export function checkLabels(family: MetricFamily): Finding[] {
  const series: readonly Series[] = family.series;
  const found: Finding[] = [];
  const widest = Math.max(0, ...series.map(({ labels }) => Object.keys(labels).length));
  if (widest > MAX_LABELS) {
    const message = `${family.name} has ${widest} labels, more than ${MAX_LABELS}.`;
    found.push(finding("too-many-labels", message, { metric: family.name }));
  }
  // An info metric is there to hold versions and hashes.
  if (family.type === "info" || family.name.endsWith("_info")) return found;
  for (const [label, values] of valuesByLabel(series)) {
    found.push(...checkLabel(family, label, [...values]));
  }
  return found;
}

function valuesByLabel(series: readonly Series[]): Map<string, Set<string>> {
  const byLabel = new Map<string, Set<string>>();
  for (const { labels } of series) {
    for (const [name, value] of Object.entries(labels)) {
      const values = byLabel.get(name);
      if (values) values.add(value);
      else byLabel.set(name, new Set([value]));
    }
  }
  return byLabel;
}

function checkLabel(family: MetricFamily, label: string, values: readonly string[]): Finding[] {
  const about = { metric: family.name, label };
  const where = `The label ${label} of ${family.name} holds`;
  const urls = values.filter(isUrl);
  const raw = rawUrls(urls);
  const invented = raw.length > 0 ? [] : inventedPaths(family, label, urls);
  const emails = values.filter((value) => EMAIL.test(decoded(value)));
  const plain = values.filter((value) => !isUrl(value) && !emails.includes(value));
  const ids = identifiers(label, plain);
  const long = values.filter((value) => value.length > LONG_VALUE && !raw.includes(value));
  const found: Finding[] = [];
  if (raw.length > 0) {
    found.push(finding("raw-url-label", `${where} raw URLs: ${listed(raw, values)}.`, about));
  }
  if (invented.length > 0) {
    const message = `${where} paths that no route has: ${listed(invented, values)}.`;
    found.push(finding("raw-url-label", message, about));
  }
  if (emails.length > 0) {
    const message = `${where} email addresses: ${emails.length} of ${values.length} values.`;
    found.push(finding("personal-data-label", message, about));
  }
  if (ids.length > 0) {
    found.push(finding("id-label", `${where} ids: ${listed(ids, values)}.`, about));
  }
  if (long.length > 0) {
    const longest = Math.max(...long.map(({ length }) => length));
    const message = `${where} texts of up to ${longest} characters: ${listed(long, values)}.`;
    found.push(finding("long-label", message, about));
  }
  return found;
}

/** URLs with a query or an unmistakable id, and those that differ in little. */
function rawUrls(urls: readonly string[]): string[] {
  const raw = new Set(alikePaths(urls));
  const numbered = new Map<string, string[]>();
  for (const url of urls) {
    const { template, found } = urlShape(url);
    if (found.size === 0) continue;
    if (found.size > 1 || !found.has("number")) raw.add(url);
    else numbered.set(template, [...(numbered.get(template) ?? []), url]);
  }
  for (const alike of numbered.values()) {
    // One such path may be a route, and so may /errors/404 and /errors/500.
    if (alike.length < 2 || alike.every((url) => /\/[45]\d\d$/.test(url))) continue;
    for (const url of alike) raw.add(url);
  }
  return [...raw];
}

/** Paths whose only series say 404: routers have none of them, scanners have many. */
function inventedPaths(family: MetricFamily, label: string, urls: readonly string[]): string[] {
  const others = new Set<string>();
  let hasStatus = false;
  for (const { labels } of family.series as readonly Series[]) {
    const status = Object.entries(labels).find(([name]) => STATUS_NAME.test(name));
    hasStatus ||= status !== undefined;
    if (status?.[1] !== "404") others.add(labels[label] ?? "");
  }
  const invented = hasStatus ? urls.filter((url) => !others.has(url)) : [];
  return invented.length >= MANY_NOT_FOUND ? invented : [];
}

function identifiers(label: string, values: readonly string[]): string[] {
  const numbers: string[] = [];
  const others: string[] = [];
  for (const value of values) {
    const identifier = identifierIn(value);
    if (identifier === "number") numbers.push(value);
    else if (identifier !== undefined) others.push(value);
  }
  // A single one may be constant for the process, such as an instance id.
  const ids = others.length > 1 ? others : [];
  return areIds(label, numbers) ? [...ids, ...numbers] : ids;
}

/** Statuses, processors and shards are numbers too, but few, or close together. */
function areIds(label: string, numbers: readonly string[]): boolean {
  if (STATUS_NAME.test(label)) return false;
  if (ID_NAME.test(label)) return numbers.length > 1;
  const largest = Math.max(...numbers.map(Number));
  return numbers.length >= MANY_NUMBERS && largest > 2 * numbers.length;
}

function listed(some: readonly string[], all: readonly string[]): string {
  const examples = some.slice(0, 2).map((value) => JSON.stringify(value.slice(0, 60)));
  return `${some.length} of ${all.length} values, such as ${examples.join(" and ")}`;
}
