import { Registry } from "prom-client";
import { beforeEach, describe, expect, test } from "vitest";
import { Random } from "../../test/exposition/random.js";
import { Counter } from "../metric/counter.js";
import { Gauge } from "../metric/gauge.js";
import { Histogram } from "../metric/histogram.js";
import type { RegistryLike } from "../registry-like.js";
import { gather } from "./gather.js";
import { renderOpenMetrics } from "./openmetrics.js";
import { renderProtobuf } from "./protobuf.js";
import { Scraper } from "./scraper.js";
import { renderText } from "./text.js";

const FORMATS = {
  text: { accept: "text/plain", render: renderText },
  openmetrics: { accept: "application/openmetrics-text", render: renderOpenMetrics },
  protobuf: {
    accept:
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited",
    render: renderProtobuf,
  },
} as const;

let registry: RegistryLike & Registry;
let scraper: Scraper;

beforeEach(() => {
  registry = new Registry() as never;
  scraper = new Scraper([registry]);
});

/** What the scraper answers, and what a rendering that keeps nothing does. */
async function bothWays(format: keyof typeof FORMATS) {
  const { accept, render } = FORMATS[format];
  const { body } = await scraper.render({ accept });
  const { families } = await gather(registry);
  return { kept: body.toString("latin1"), anew: Buffer.from(render(families)).toString("latin1") };
}

describe.each(Object.keys(FORMATS) as (keyof typeof FORMATS)[])("%s", (format) => {
  test.each([1, 2, 3])(
    "whatever happens between scrapes, they show what is there (%d)",
    async (seed) => {
      const random = new Random(seed);
      const labelNames = ["path", "i"] as const;
      const options = { help: "H", labelNames, registry };
      const histogram = new Histogram({
        ...options,
        name: "h_seconds",
        buckets: [0.1, 1, 10],
        nativeHistogram: true,
      });
      const counter = new Counter({ ...options, name: "c_total" });
      const gauge = new Gauge({ ...options, name: "g" });
      const labelsAt = (i: number) => ({ path: `/é "${"x".repeat(i % 40)}\\ \n 1`, i });
      for (let scrape = 0; scrape < 25; scrape++) {
        const changes = random.pick([0, 1, 30, 400]);
        for (let change = 0; change < changes; change++) {
          const labels = labelsAt(random.below(700));
          const exemplar = random.chance(0.1) ? { trace_id: `t${change}` } : undefined;
          histogram.labels(labels).observe(random.pick([0, 0.05, 0.5, 5, 50, -1, 1e9]), exemplar);
          counter.labels(labels).inc(random.pick([1, 9, 0.5, 1e12]), exemplar);
          gauge.labels(labels).set(random.pick([0, 1, -1, 1e-9, Number.NaN, Infinity]));
          if (random.chance(0.05))
            for (const one of [histogram, counter, gauge]) one.remove(labels);
          if (random.chance(0.05)) histogram.labels(labels).reset();
        }
        if (random.chance(0.1)) registry.setDefaultLabels({ app: `a ${scrape}` });
        if (random.chance(0.05)) histogram.clear();
        if (random.chance(0.05)) counter.reset();
        const { kept, anew } = await bothWays(format);
        expect(kept === anew, `scrape ${scrape}`).toBe(true);
      }
    },
  );
});

describe("what is kept", () => {
  const histogram = () => {
    const made = new Histogram({ name: "h", help: "H", labelNames: ["i"], registry });
    for (let i = 0; i < 2000; i++) made.labels({ i }).observe(i / 1000);
    return made;
  };
  const counts = (body: Buffer) =>
    body
      .toString()
      .split("\n")
      .filter((line) => line.startsWith("h_count"))
      .map((line) => line.split(" ")[1]);

  test("is not changed in an answer that has not been sent", async () => {
    const all = histogram();
    const [first, whole] = [await scraper.scrape(), await scraper.render()];
    for (const series of all.allSeries()) series.observe(0.5);
    const second = await scraper.render();
    expect(new Set(counts(Buffer.concat(await chunksOf(first.body))))).toEqual(new Set(["1"]));
    expect(new Set(counts(whole.body))).toEqual(new Set(["1"]));
    expect(new Set(counts(second.body))).toEqual(new Set(["2"]));
  });

  test("is written again in its place once the answer has been sent", async () => {
    const all = histogram();
    const first = await scraper.scrape();
    const sent = await chunksOf(first.body);
    first.release();
    for (const series of all.allSeries()) series.observe(0.5);
    const again = await chunksOf((await scraper.scrape()).body);
    const memoryOf = (chunks: Buffer[]) => new Set(chunks.map(({ buffer }) => buffer));
    const shared = [...memoryOf(again)].filter((memory) => memoryOf(sent).has(memory));
    expect(shared.length).toBeGreaterThan(5);
  });

  test("shows one state of each series, however they change while a scrape is under way", async () => {
    const all = histogram();
    let scraping = true;
    const traffic = async () => {
      for (let n = 0; scraping; n++) {
        for (let i = 0; i < 50; i++) all.labels({ i: (n * 37 + i * 61) % 2000 }).observe(i / 25);
        if (n % 3 === 0) all.remove({ i: (n * 7) % 2000 });
        all.labels({ i: 2000 + (n % 500) }).observe(1);
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    const running = traffic();
    for (let scrape = 0; scrape < 5; scrape++) {
      const bodies = await Promise.all([1, 2, 3].map(async () => (await scraper.render()).body));
      for (const body of bodies) {
        const lines = body.toString().trimEnd().split("\n");
        const names = lines.map((line) => line.slice(0, line.lastIndexOf(" ")));
        expect(new Set(names).size).toBe(names.length);
        const totals = lines.filter((line) => line.startsWith("h_bucket") && /\+Inf/.test(line));
        expect(totals.map((line) => line.split(" ")[1])).toEqual(counts(body));
      }
    }
    scraping = false;
    await running;
  });
});

async function chunksOf(body: Buffer | AsyncIterable<readonly Buffer[]>): Promise<Buffer[]> {
  if (Buffer.isBuffer(body)) return [body];
  const chunks: Buffer[] = [];
  for await (const some of body) chunks.push(...some);
  return chunks;
}
