import type {
  HistogramSeries,
  Labels,
  MetricFamily,
  SummarySeries,
  ValueSeries,
} from "@routemetrics/core";

interface Sample {
  readonly name: string;
  readonly labels: Record<string, string>;
  readonly value: number;
}

const LABEL = /\s*([a-zA-Z_][\w]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*,?/y;

/** Reads the Prometheus text format 0.0.4; throws when the text is something else. */
export function decodeText(text: string): MetricFamily[] {
  const types = new Map<string, string>();
  const samples = new Map<string, Sample[]>();
  for (const line of text.split("\n")) {
    if (line.startsWith("# TYPE ")) {
      const [, , name = "", type = ""] = line.split(" ");
      types.set(name, type);
    } else if (line !== "" && !line.startsWith("#")) {
      const sample = readSample(line);
      const family = familyName(sample.name, types);
      const list = samples.get(family);
      if (list) list.push(sample);
      else samples.set(family, [sample]);
    }
  }
  return [...samples].map(([name, list]) => toFamily(name, types.get(name) ?? "unknown", list));
}

function readSample(line: string): Sample {
  const open = line.indexOf("{");
  const labels: Record<string, string> = {};
  let end = line.indexOf(" ");
  if (open >= 0) {
    end = open + 1;
    LABEL.lastIndex = end;
    for (let match = LABEL.exec(line); match; match = LABEL.exec(line)) {
      labels[match[1] as string] = unescapeValue(match[2] as string);
      end = LABEL.lastIndex;
    }
    // Anything but the brace is no label: then there is no value either.
    end = line[end] === "}" ? end + 1 : line.length;
  }
  const name = line.slice(0, open >= 0 ? open : end);
  const value = readNumber(line.slice(end).trim().split(/\s/)[0] ?? "");
  if (!/^[a-zA-Z_:][\w:]*$/.test(name) || value === undefined) {
    throw new TypeError(`This is no line of a metrics exposition: ${line.slice(0, 80)}`);
  }
  return { name, labels, value };
}

function readNumber(text: string): number | undefined {
  if (text === "+Inf") return Infinity;
  if (text === "-Inf") return -Infinity;
  if (text === "NaN") return Number.NaN;
  const value = text === "" ? Number.NaN : Number(text);
  return Number.isNaN(value) ? undefined : value;
}

function unescapeValue(text: string): string {
  return text.replace(/\\(.)/g, (_, char: string) => (char === "n" ? "\n" : char));
}

function familyName(sample: string, types: Map<string, string>): string {
  if (types.has(sample)) return sample;
  const stem = sample.replace(/_(?:bucket|sum|count)$/, "");
  const type = types.get(stem);
  return type === "histogram" || type === "summary" ? stem : sample;
}

function toFamily(name: string, type: string, samples: Sample[]): MetricFamily {
  if (type === "histogram") return { name, help: "", type, series: toHistograms(samples) };
  if (type === "summary") return { name, help: "", type, series: toSummaries(samples) };
  const series: ValueSeries[] = samples.map(({ labels, value }) => ({ labels, value }));
  return {
    name,
    help: "",
    type: type === "counter" || type === "gauge" ? type : "unknown",
    series,
  };
}

function toHistograms(samples: Sample[]): HistogramSeries[] {
  return groupSeries(samples, "le").map(({ labels, parts, sum, count }) => {
    parts.sort((a, b) => a.at - b.at);
    const counts = parts.map((part, i) => part.value - (parts[i - 1]?.value ?? 0));
    const upperBounds = parts.map((part) => part.at).filter(Number.isFinite);
    return { labels, histogram: { upperBounds, counts, sum, count } };
  });
}

function toSummaries(samples: Sample[]): SummarySeries[] {
  return groupSeries(samples, "quantile").map(({ labels, parts, sum, count }) => ({
    labels,
    summary: { sum, count, quantiles: parts.map(({ at, value }) => ({ quantile: at, value })) },
  }));
}

interface Group {
  labels: Labels;
  parts: { at: number; value: number }[];
  sum: number;
  count: number;
}

/** Joins the samples of each series; `part` is the label that tells its samples apart. */
function groupSeries(samples: Sample[], part: string): Group[] {
  const groups = new Map<string, Group>();
  for (const { name, labels: all, value } of samples) {
    const { [part]: at, ...labels } = all;
    const key = JSON.stringify(labels);
    let group = groups.get(key);
    if (!group) {
      group = { labels, parts: [], sum: 0, count: 0 };
      groups.set(key, group);
    }
    if (at !== undefined) group.parts.push({ at: readNumber(at) ?? Number.NaN, value });
    else if (name.endsWith("_sum")) group.sum = value;
    else group.count = value;
  }
  return [...groups.values()];
}
