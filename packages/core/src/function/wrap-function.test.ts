import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { wrapFunction } from "./wrap-function.js";

/** What the calls of the function under test told, in order. */
let told: string[];
beforeEach(() => {
  told = [];
});
const tell = () => {
  told.push("call");
  return (failed: boolean, outcome: unknown) =>
    void told.push(
      `${failed ? "failed" : "ended"}: ${outcome instanceof Error ? outcome.message : outcome}`,
    );
};
const failure = new Error("on purpose");

describe("a function without a promise", () => {
  test("is over when it returns or throws", () => {
    expect(wrapFunction((a: number, b: number) => a + b, tell)(1, 2)).toBe(3);
    const fails = wrapFunction(() => {
      throw failure;
    }, tell);
    expect(fails).toThrow(failure);
    expect(told).toEqual(["call", "ended: 3", "call", "failed: on purpose"]);
  });

  test("keeps its `this`, and may call itself", () => {
    const counter = {
      down: wrapFunction(function (this: { seen: number[]; down(n: number): void }, n: number) {
        this.seen.push(n);
        if (n > 0) this.down(n - 1);
      }, tell),
      seen: [] as number[],
    };
    counter.down(2);
    expect(counter.seen).toEqual([2, 1, 0]);
    expect(told.filter((line) => line === "call")).toHaveLength(3);
  });

  test("keeps its name, length, kind and own properties", async () => {
    const path = Symbol("path");
    const route = Object.assign(async function showItem(_id: string, _page: number) {}, {
      [path]: "/items/:id",
    });
    const wrapped = wrapFunction(route, tell);
    expect(wrapped).toHaveProperty("name", "showItem");
    expect(wrapped).toHaveLength(2);
    expect(wrapped[path]).toBe("/items/:id");
    expect(wrapped.constructor.name).toBe("AsyncFunction");
    expect(Object.keys(wrapped)).toEqual(Object.keys(route));
  });

  test("never notices an error of the measurement", () => {
    const fails = () => {
      throw new Error("in onCall");
    };
    expect(wrapFunction(() => 1, fails)()).toBe(1);
    expect(
      wrapFunction(
        () => 1,
        () => fails,
      )(),
    ).toBe(1);
  });

  test.each([
    { given: "a class", fn: class Job {} },
    { given: "a text", fn: "job" },
  ])("cannot be $given", ({ fn }) => {
    expect(() => wrapFunction(fn as never, tell)).toThrow(
      expect.objectContaining({ code: "RM_ERR_INVALID_USE" }),
    );
  });
});

describe("a function with a promise", () => {
  const unhandled = vi.fn();
  beforeEach(() => {
    unhandled.mockClear();
    process.on("unhandledRejection", unhandled);
  });
  afterEach(() => {
    process.off("unhandledRejection", unhandled);
  });
  /** Node looks for unhandled rejections between the phases of its event loop. */
  const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

  test("is over when that settles", async () => {
    await wrapFunction(async () => "done", tell)();
    await expect(wrapFunction(() => Promise.reject(failure), tell)()).rejects.toBe(failure);
    expect(told).toEqual(["call", "ended: done", "call", "failed: on purpose"]);
  });

  test("gives the promise itself, in the same number of ticks", async () => {
    const promise = Promise.resolve(1);
    const wrapped = wrapFunction(() => promise, tell)();
    expect(wrapped).toBe(promise);
    expect(wrapped).toBeInstanceOf(Promise);
    expect(wrapped.constructor).toBe(Promise);

    const order: string[] = [];
    const awaiting = async (name: string, fn: () => Promise<void>) => {
      await fn();
      order.push(name);
    };
    const plain = () => Promise.resolve();
    const observed = wrapFunction(plain, tell);
    await Promise.all([awaiting("observed", observed), awaiting("plain", plain)]);
    expect(order).toEqual(["observed", "plain"]);
  });

  test.each([
    {
      how: "await",
      handle: async (promise: Promise<unknown>) => void (await promise.catch(() => {})),
    },
    {
      how: "try and await",
      handle: async (promise: Promise<unknown>) => {
        try {
          await promise;
        } catch {}
      },
    },
    { how: "then", handle: (promise: Promise<unknown>) => promise.then(undefined, () => {}) },
    { how: "allSettled", handle: (promise: Promise<unknown>) => Promise.allSettled([promise]) },
    {
      how: "an async function that returns it",
      handle: (promise: Promise<unknown>) => (async () => promise)().catch(() => {}),
    },
    {
      how: "a later tick",
      handle: async (promise: Promise<unknown>) => {
        for (let tick = 0; tick < 5; tick++) await undefined;
        await promise.catch(() => {});
      },
    },
  ])("makes no unhandled rejection of one handled by $how", async ({ handle }) => {
    const fails = wrapFunction(async () => {
      throw failure;
    }, tell);
    await handle(wrapFunction(fails, tell)());
    await turn();
    expect(unhandled).not.toHaveBeenCalled();
    expect(told).toEqual(["call", "call", "failed: on purpose", "failed: on purpose"]);
  });

  test("does not hide an unhandled rejection, and reports it once", async () => {
    const fails = wrapFunction(async () => {
      throw failure;
    }, tell);
    void wrapFunction(fails, tell)();
    await vi.waitFor(() => expect(unhandled).toHaveBeenCalled());
    await turn();
    expect(unhandled).toHaveBeenCalledOnce();
    expect(unhandled).toHaveBeenCalledWith(failure, expect.any(Promise));
  });

  test("may give the same promise again, which is observed for each call", async () => {
    const promise = Promise.reject(failure);
    const cached = wrapFunction(() => promise, tell);
    await expect(cached()).rejects.toBe(failure);
    await expect(cached()).rejects.toBe(failure);
    await turn();
    expect(told).toEqual(["call", "failed: on purpose", "call", "failed: on purpose"]);
    expect(unhandled).not.toHaveBeenCalled();
  });

  test("may give a promise of a class of its own", async () => {
    class Job extends Promise<number> {
      readonly id = 7;
    }
    const job = wrapFunction(() => new Job((resolve) => resolve(1)), tell)();
    expect(job).toBeInstanceOf(Job);
    expect(job.id).toBe(7);
    expect(job.then(() => {})).toBeInstanceOf(Job);
    expect(await job).toBe(1);
    expect(told).toEqual(["call", "ended: 1"]);
  });

  test("may give a query that begins only when it is awaited", async () => {
    let executions = 0;
    const query = {
      // biome-ignore lint/suspicious/noThenProperty: as query builders do
      then(onSuccess: (rows: number) => void) {
        executions += 1;
        setImmediate(onSuccess, executions);
      },
    };
    const wrapped = wrapFunction(() => query, tell)();
    expect(wrapped).toBe(query);
    await turn();
    expect([executions, told]).toEqual([0, ["call"]]);
    expect(await wrapped).toBe(1);
    expect([executions, told]).toEqual([1, ["call", "ended: 1"]]);
  });
});

describe("a generator", () => {
  const count = wrapFunction(
    function* (to: number) {
      for (let n = 1; n <= to; n++) yield n;
      return "all";
    },
    () => tell(),
  );

  test("is over when it is done", () => {
    expect([...count(2)]).toEqual([1, 2]);
    expect(told).toEqual(["call", "ended: all"]);
  });

  test("is over when the loop is left", () => {
    for (const n of count(5)) if (n === 2) break;
    expect(told).toEqual(["call", "ended: undefined"]);
  });

  test("is over when an error is thrown into it", () => {
    const generator = count(5);
    generator.next();
    expect(() => generator.throw(failure)).toThrow(failure);
    expect(generator.next().done).toBe(true);
    expect(told).toEqual(["call", "failed: on purpose"]);
  });

  test("passes values in", () => {
    const echo = wrapFunction(function* (): Generator<string, void, string> {
      let heard = "";
      for (;;) heard = yield heard;
    }, tell)();
    echo.next();
    expect(echo.next("hello").value).toBe("hello");
  });
});

describe("an async generator", () => {
  const count = wrapFunction(
    async function* (to: number) {
      for (let n = 1; n <= to; n++) yield n;
      if (to > 2) throw failure;
    },
    () => tell(),
  );

  test("is over when it is done", async () => {
    const seen: number[] = [];
    for await (const n of count(2)) seen.push(n);
    expect(seen).toEqual([1, 2]);
    expect(told).toEqual(["call", "ended: undefined"]);
  });

  test("is over when it fails, or the loop is left", async () => {
    const all = async () => {
      for await (const _ of count(3));
    };
    await expect(all()).rejects.toBe(failure);
    for await (const _ of count(3)) break;
    expect(told).toEqual(["call", "failed: on purpose", "call", "ended: undefined"]);
  });
});
