import { Registry } from "prom-client";
import { beforeEach, describe, expect, expectTypeOf, test } from "vitest";
import { Counter, Gauge, Histogram, Summary } from "../index.js";

let registry: Registry;
beforeEach(() => {
  registry = new Registry();
});
const help = "Help.";
const exposed = async () => registry.metrics();
const failure = new TypeError("on purpose");
const asynchronous = async (value: number) => value;
const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 5));

describe("time", () => {
  test.each([
    { name: "a histogram", Metric: Histogram, line: "t_count 4" },
    { name: "a summary", Metric: Summary, line: "t_count 4" },
  ])("observes the calls of all kinds of functions in $name", async ({ Metric, line }) => {
    const metric = new Metric({ name: "t", help, registry });
    const fails = () => {
      throw failure;
    };
    expect(metric.time((a: number) => a + 1)(1)).toBe(2);
    expect(await metric.time(asynchronous)(1)).toBe(1);
    expect(metric.time(fails)).toThrow(failure);
    expect([
      ...metric.time(function* () {
        yield 1;
      })(),
    ]).toEqual([1]);
    expect(await exposed()).toContain(line);
  });

  test("includes what the function awaits", async () => {
    const summary = new Summary({ name: "t", help, registry });
    await summary.time(pause)();
    expect([...summary.allSeries()][0]?.sum).toBeGreaterThan(0.003);
  });

  test("sets a gauge to the last duration", async () => {
    const gauge = new Gauge({ name: "t", help, registry });
    await gauge.time(pause)();
    expect([...gauge.allSeries()][0]?.value).toBeGreaterThan(0.003);
  });

  test("is re-entrant: an inner call counts beside the outer one", () => {
    const histogram = new Histogram({ name: "t", help, registry });
    const down = histogram.time((n: number): number => (n === 0 ? 0 : down(n - 1)));
    down(4);
    expect([...histogram.allSeries()][0]?.count).toBe(5);
  });

  test("needs a series when the metric has labels, and finds it again after a clear", () => {
    const histogram = new Histogram({ name: "t", help, registry, labelNames: ["kind"] });
    expect(() => histogram.time(() => 1)).toThrow(
      expect.objectContaining({ code: "RM_ERR_INVALID_USE" }),
    );
    const timed = histogram.labels({ kind: "a" }).time(() => 1);
    timed();
    histogram.clear();
    timed();
    timed();
    expect(histogram.labels({ kind: "a" }).count).toBe(2);
  });

  test("decorates methods", async () => {
    const histogram = new Histogram({ name: "t", help, registry, labelNames: ["kind"] });
    class Jobs {
      readonly result = 7;
      @(histogram.labels({ kind: "a" }).time())
      async run(extra: number): Promise<number> {
        return this.result + extra;
      }
    }
    expect(await new Jobs().run(1)).toBe(8);
    expect(histogram.labels({ kind: "a" }).count).toBe(1);
  });

  test("keeps the type of the function", () => {
    const histogram = new Histogram({ name: "t", help, registry });
    expectTypeOf(histogram.time(asynchronous)).toEqualTypeOf<typeof asynchronous>();
    const generic = histogram.time(<T>(value: T): T => value);
    expectTypeOf(generic("x")).toEqualTypeOf<string>();
  });
});

describe("a timer", () => {
  const labelNames = ["method", "status"] as const;

  test("returns the seconds it records, once", () => {
    const histogram = new Histogram({ name: "t", help, registry });
    const end = histogram.startTimer();
    const seconds = end();
    expect([end(), end.end(), end.duration]).toEqual([seconds, seconds, seconds]);
    expect([...histogram.allSeries()][0]).toMatchObject({ count: 1, sum: seconds });
  });

  test("can be given labels at its start, inside the block, and at its end", async () => {
    const summary = new Summary({ name: "t", help, registry, labelNames });
    const timer = summary.startTimer({ method: "GET" });
    timer.labels({ status: 500 });
    timer.end({ status: 200 });
    expect(await exposed()).toContain('t_count{method="GET",status="200"} 1');
    // @ts-expect-error the summary has no such label
    expectTypeOf(timer.labels).toBeCallableWith({ route: "/" });
  });

  test("ends with its block, whichever way that is left", () => {
    const histogram = new Histogram({ name: "t", help, registry, labelNames: ["status"] });
    const block = (fails: boolean) => {
      using timer = histogram.startTimer({ status: "error" });
      if (fails) throw failure;
      timer.labels({ status: "ok" });
    };
    block(false);
    expect(() => block(true)).toThrow(failure);
    expect(histogram.labels({ status: "ok" }).count).toBe(1);
    expect(histogram.labels({ status: "error" }).count).toBe(1);
  });

  test("without all its labels warns once, since its end must not throw", () => {
    const warnings: string[] = [];
    const warn = (message: string) => warnings.push(message);
    const histogram = new Histogram({ name: "t", help, registry, labelNames, warn });
    for (let i = 0; i < 2; i++) histogram.startTimer({ method: "GET" }).end();
    histogram.startTimer({ method: "GET", other: 1 } as never).end({ status: 200 });
    expect(warnings).toEqual([
      "A duration is not recorded: t has the labels [method, status], but was given [method].",
    ]);
    expect([...histogram.allSeries()]).toEqual([]);
  });

  test("of a series needs no labels", () => {
    const gauge = new Gauge({ name: "t", help, registry, labelNames: ["kind"] });
    const seconds = gauge.labels({ kind: "a" }).startTimer().end();
    expect(gauge.labels({ kind: "a" }).value).toBe(seconds);
  });
});

describe("countExceptions", () => {
  const fails = (error: unknown) => () => {
    throw error;
  };

  test("counts the calls that fail, and passes the error on", async () => {
    const counter = new Counter({ name: "errors", help, registry });
    counter.countExceptions(() => 1)();
    expect(counter.countExceptions(fails(failure))).toThrow(failure);
    expect(counter.countExceptions(fails("a text"))).toThrow("a text");
    await expect(counter.countExceptions(async () => fails(failure)())()).rejects.toBe(failure);
    expect(await exposed()).toContain("errors_total 3");
  });

  test.each([
    { filter: TypeError, counted: 1 },
    { filter: RangeError, counted: 0 },
    { filter: [RangeError, TypeError], counted: 1 },
    { filter: (error: unknown) => (error as Error).message === "on purpose", counted: 1 },
    { filter: () => false, counted: 0 },
  ])("with the filter $filter counts $counted", async ({ filter, counted }) => {
    const counter = new Counter({ name: "errors", help, registry });
    expect(counter.countExceptions(fails(failure), filter)).toThrow(failure);
    expect(await exposed()).toContain(`errors_total ${counted}`);
  });

  test("decorates methods, for all errors or those of some classes", async () => {
    const counter = new Counter({ name: "errors", help, registry, labelNames: ["kind"] });
    class Jobs {
      @(counter.labels({ kind: "all" }).countExceptions())
      @(counter.labels({ kind: "type" }).countExceptions(TypeError))
      @(counter.labels({ kind: "range" }).countExceptions([RangeError]))
      run(): never {
        throw failure;
      }
    }
    expect(() => new Jobs().run()).toThrow(failure);
    expect([...counter.allSeries()].map(({ value }) => value)).toEqual([1, 1, 0]);
  });
});

describe("trackInProgress", () => {
  test("counts the calls that are not over", async () => {
    const gauge = new Gauge({ name: "jobs", help, registry });
    const value = () => [...gauge.allSeries()][0]?.value;
    const job = gauge.trackInProgress(async (fails: boolean) => {
      await pause();
      if (fails) throw failure;
    });
    const jobs = [job(false), job(true)];
    expect(value()).toBe(2);
    await Promise.allSettled(jobs);
    expect(value()).toBe(0);
    expect(gauge.trackInProgress(() => value())()).toBe(1);
  });

  test("goes back to 0 even when the series are cleared meanwhile", async () => {
    const gauge = new Gauge({ name: "jobs", help, registry });
    const running = gauge.trackInProgress(pause)();
    gauge.clear();
    await running;
    expect(await exposed()).toContain("jobs 0");
  });

  test("decorates methods", () => {
    const gauge = new Gauge({ name: "jobs", help, registry, labelNames: ["kind"] });
    class Jobs {
      @(gauge.labels({ kind: "a" }).trackInProgress())
      *run(): Generator<number> {
        yield gauge.labels({ kind: "a" }).value;
      }
    }
    expect([...new Jobs().run()]).toEqual([1]);
    expect(gauge.labels({ kind: "a" }).value).toBe(0);
  });
});

test.each([["TypeError"], [["TypeError"]], [[]], [{}], [null]])(
  "countExceptions refuses to filter by %j, which would count nothing",
  (filter) => {
    const counter = new Counter({ name: "c", help, registry });
    expect(() => counter.countExceptions(() => 1, filter as never)).toThrow(
      expect.objectContaining({ code: "RM_ERR_INVALID_USE" }),
    );
  },
);
