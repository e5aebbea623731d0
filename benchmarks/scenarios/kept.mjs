// What a series keeps after a scrape, so that the next one sends it again as it is.
import { heldBytes, oursFilled, SERIES } from "../lib/held-memory.mjs";
import { table } from "../lib/table.mjs";

const formats = {
  "text 0.0.4": "text/plain;version=0.0.4",
  "OpenMetrics 1.0": "application/openmetrics-text;version=1.0.0",
  protobuf:
    "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited",
};

/** In a function of its own, after which nobody has the answer. */
async function scrapedBytes(metrics, request) {
  return (await metrics.render(request)).body.length;
}

/** Bytes that are left of the second scrape of new metrics. */
async function keptBytes(accept, acceptEncoding) {
  const metrics = oursFilled();
  const before = await heldBytes();
  for (let scrape = 0; scrape < 2; scrape++) {
    const bytes = await scrapedBytes(metrics, { accept, acceptEncoding });
    if (bytes === 0) throw new Error("nothing was rendered");
  }
  const bytes = ((await heldBytes()) - before) / SERIES;
  // Alive until it is measured.
  await metrics.close();
  return bytes;
}

// The first ones compile what the others use.
for (const accept of Object.values(formats)) await keptBytes(accept, "gzip");
const rows = [];
for (const [name, accept] of Object.entries(formats)) {
  for (const encoding of [undefined, "gzip"]) {
    const bytes = await keptBytes(accept, encoding);
    rows.push([encoding === undefined ? name : `${name}, gzip`, bytes.toFixed(0)]);
  }
}
console.log(
  JSON.stringify({
    title: "Memory that a scrape keeps",
    note:
      "Bytes that each series keeps after it was scraped in a format, beside the memory above, so that the next " +
      "scrape sends it again as it is: 5,000 series of 14 buckets and native ones, and their counters. " +
      "Formats that nobody asks for keep nothing.",
    table: table(["", "bytes"], rows),
    budgets: [],
  }),
);
process.exit();
