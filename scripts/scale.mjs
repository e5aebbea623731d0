// Computes the tables of docs/guides/scale.md from what the library exposes, from the benchmark
// (benchmarks/results.json) and from what Prometheus takes (benchmarks/prometheus-storage.json).
//   node scripts/scale.mjs           writes them (build first)
//   node scripts/scale.mjs --check   fails when one differs
import { readFileSync, writeFileSync } from "node:fs";
import { ours } from "../benchmarks/lib/ours.mjs";
import { durationAt } from "../benchmarks/lib/workload.mjs";

const page = new URL("../docs/guides/scale.md", import.meta.url);
const json = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
const storage = json("../benchmarks/prometheus-storage.json");
const scrape = json("../benchmarks/results.json").scrape;

const INTERVAL = 15;
/** What one Prometheus is trusted with here; it holds more. */
const SERIES_PER_PROMETHEUS = 5e6;
/** Of the process and of Node, without labels of the application. */
const PROCESS_SERIES = 80;

/** One instance whose label sets (method, path, status) are so many. */
async function instance(labelSets) {
  const { metrics, record } = ours({ maxSeries: labelSets + 1 });
  for (let i = 0; i < labelSets; i++) record(`/api/v1/things${i}/:id`, 200, durationAt(i));
  const accept = "text/plain;version=0.0.4";
  const names = ["http_request_duration_seconds", "http_requests_total"];
  const { body } = await metrics.render({ accept, names });
  await metrics.close();
  const lines = body.toString().split("\n");
  const samples = lines.filter((line) => line !== "" && !line.startsWith("#")).length;
  return { labelSets, classic: samples, native: 2 * labelSets, bytes: body.length };
}

/** CPU milliseconds of a scrape of 100,000 samples, a tenth of them changed. */
function cpuOfScrape() {
  const row = scrape.table.split("\n").find((line) => /100,000 .*ours, a tenth/.test(line));
  const cell = row?.split("|")[3];
  if (!Number(cell)) throw new Error("benchmarks/results.json has no scrape of 100,000 samples");
  return Number(cell);
}

async function instanceTable() {
  const instances = await Promise.all([20, 100, 500, 2_000].map(instance));
  const perSample = cpuOfScrape() / 100_000;
  return table(
    ["label sets", "samples, classic", "native", "text", "CPU of a scrape"],
    instances.map(({ labelSets, classic, native, bytes }) => [
      count(labelSets),
      count(classic),
      count(native),
      size(bytes),
      `${(classic * perSample).toPrecision(2)} ms`,
    ]),
  );
}

async function fleetTable() {
  const { classic, native } = await instance(100);
  const row = (instances, kind) => {
    const own = kind === "classic" ? classic : native;
    const series = instances * (own + PROCESS_SERIES);
    const histograms = kind === "native" ? instances * 100 : 0;
    const perSecond = series / INTERVAL;
    const held =
      (series - histograms) * storage.classic.bytesPerSeries +
      histograms * storage.native.bytesPerSeries;
    const perScrape =
      (series - histograms) * storage.classic.bytesPerSample +
      histograms * storage.native.bytesPerSample;
    const stored = perScrape * (86_400 / INTERVAL);
    const shards = Math.ceil(series / SERIES_PER_PROMETHEUS);
    return [
      count(instances),
      kind,
      count(series),
      count(Math.round(perSecond)),
      size(held),
      size(stored),
      String(shards),
    ];
  };
  const rows = [1, 10, 100, 1_000, 10_000].flatMap((instances) => [
    row(instances, "classic"),
    row(instances, "native"),
  ]);
  return table(
    ["instances", "buckets", "series", "samples/s", "memory", "disk a day", "Prometheus servers"],
    rows,
  );
}

function table(head, rows) {
  const lines = [head, ...rows].map((cells) => cells.map(String));
  const widths = head.map((_, column) =>
    Math.max(3, ...lines.map((cells) => cells[column].length)),
  );
  const line = (cells) => `| ${cells.map((cell, i) => cell.padStart(widths[i])).join(" | ")} |`;
  const rule = `| ${widths.map((width) => `${"-".repeat(width - 1)}:`).join(" | ")} |`;
  return [line(lines[0]), rule, ...lines.slice(1).map(line)].join("\n");
}

function count(number) {
  return number.toLocaleString("en-US");
}

function size(bytes) {
  const [divisor, unit] = bytes < 1e6 ? [1e3, "kB"] : bytes < 1e9 ? [1e6, "MB"] : [1e9, "GB"];
  return `${Number((bytes / divisor).toPrecision(2))} ${unit}`;
}

const facts = {
  "one instance": await instanceTable(),
  fleet: await fleetTable(),
  storage: `In Prometheus ${storage.version} a series took ${size(storage.classic.bytesPerSeries)} of memory, a native histogram of about twenty
buckets ${size(storage.native.bytesPerSeries)}. A sample took ${storage.classic.bytesPerSample} bytes on disk and a native histogram ${storage.native.bytesPerSample}, where each label
set has five requests between two scrapes.`,
};
const before = readFileSync(page, "utf8");
let after = before;
for (const [name, text] of Object.entries(facts)) {
  const place = new RegExp(`(<!-- computed: ${name} -->\n)[\\s\\S]*?(<!-- end -->)`);
  if (!place.test(after)) throw new Error(`scale.md has no place for "${name}"`);
  after = after.replace(place, (_, start, end) => `${start}\n${text}\n\n${end}`);
}
if (!process.argv.includes("--check")) writeFileSync(page, after);
else if (after !== before) {
  console.error("docs/guides/scale.md differs from what is computed: run npm run scale");
  process.exit(1);
}
process.exit(0);
