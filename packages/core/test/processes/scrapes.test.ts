import { afterEach, beforeEach, expect, test } from "vitest";
import { ask, temporaryFolder, WorkerGroup } from "./worker-group.js";

let folder: string;
let group: WorkerGroup;

beforeEach(async () => {
  folder = temporaryFolder();
  group = new WorkerGroup(folder);
  await group.start(2);
  for (const { own } of group.workers) await ask(own);
});
afterEach(() => group.remove());

async function scrape(port: number, query: string, accept: string): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics${query}`, { headers: { accept } });
  return Buffer.from(await response.arrayBuffer()).toString("latin1");
}

/** As protobuf has the value of a counter, and the count of a histogram. */
const TWO = Buffer.from([9, 0, 0, 0, 0, 0, 0, 0, 0x40]).toString("latin1");
const COUNT_TWO = Buffer.from([8, 2]).toString("latin1");

test.each([
  ["text/plain; version=0.0.4", "\nrequests_total 2\n", "\ndurations_count 2\n"],
  ["application/openmetrics-text; version=1.0.0", "\nrequests_total 2\n", "\n# EOF\n"],
  [
    "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited",
    `requests_total`,
    TWO,
    COUNT_TWO,
  ],
])("any worker answers for all in %s", async (accept, ...parts) => {
  for (const { own } of group.workers) {
    const answer = await scrape(own, "", accept);
    for (const part of parts) expect(answer).toContain(part);
  }
});

test("names choose families and samples of all workers", async () => {
  for (const { own } of group.workers) {
    const query = "?name[]=requests_total&name[]=durations_count&name[]=routemetrics_workers";
    const samples = (await scrape(own, query, "text/plain"))
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"));
    expect(samples.sort()).toEqual([
      "durations_count 2",
      "requests_total 2",
      "routemetrics_workers 2",
    ]);
  }
});
