import { setTimeout } from "node:timers/promises";
import { Counter, Gauge, Histogram, Summary } from "@routemetrics/core";
import { expect, expectTypeOf } from "vitest";
import type { Checks } from "./application.js";

const help = "Help.";
const registry = null;
const failure = new TypeError("on purpose");
const fails = () => {
  throw failure;
};
const only = <S>(family: { allSeries(): Iterable<S> }): S => {
  const [series] = family.allSeries();
  return series as S;
};

export const functions: Checks = {
  async C21() {
    const x = new Histogram({ name: "x", help, registry });
    class Jobs {
      @x.time()
      async run(): Promise<number> {
        await setTimeout(20);
        return 1;
      }
    }
    expect(await new Jobs().run()).toBe(1);
    expect(only(x).sum).toBeGreaterThan(0.015);
    const fn = async function* () {
      yield 1;
      await setTimeout(20);
      yield 2;
    };
    for await (const _ of x.time(fn)());
    expect(() => x.time(fails)()).toThrow(failure);
    const down = x.time((n: number): number => (n === 0 ? 0 : down(n - 1)));
    down(2);
    expect(only(x).count).toBe(6);
    expect(only(x).sum).toBeGreaterThan(0.03);

    const labelled = new Summary({ name: "y", help, registry, labelNames: ["k"] });
    {
      using t = labelled.startTimer();
      t.labels({ k: "a" });
      expect(t.duration).toBeGreaterThanOrEqual(0);
    }
    const end = labelled.startTimer({ k: "b" });
    expect(end()).toBe(end.duration);
    expect(
      [...labelled.allSeries()].map(({ labelValues, count }) => [...labelValues, count]),
    ).toEqual([
      ["a", 1],
      ["b", 1],
    ]);
    const g = new Gauge({ name: "g", help, registry });
    await g.time(() => setTimeout(20))();
    expect(only(g).value).toBeGreaterThan(0.015);
  },
  async C22() {
    const c = new Counter({ name: "c", help, registry });
    class Jobs {
      @c.countExceptions(TypeError)
      async run(error: Error): Promise<void> {
        throw error;
      }
    }
    await expect(new Jobs().run(failure)).rejects.toBe(failure);
    await expect(new Jobs().run(new RangeError())).rejects.toThrow(RangeError);
    expect(only(c).value).toBe(1);
    const fn = fails;
    const filter = [RangeError, TypeError];
    expect(c.countExceptions(fn, filter)).toThrow(failure);
    expect(c.countExceptions(fn, (error) => error !== failure)).toThrow(failure);
    expect(() => c.countExceptions(() => fails())()).toThrow(failure);
    expect(only(c).value).toBe(3);
  },
  async C23() {
    const g = new Gauge({ name: "g", help, registry });
    class Jobs {
      @g.trackInProgress()
      async run(): Promise<void> {
        await setTimeout(10);
      }
    }
    const running = [new Jobs().run(), new Jobs().run()];
    expect(only(g).value).toBe(2);
    await Promise.all(running);
    expect(only(g).value).toBe(0);
    const fn = () => only(g).value;
    expect(g.trackInProgress(fn)()).toBe(1);
    expect(() => g.trackInProgress(() => fails())()).toThrow(failure);
    expect(only(g).value).toBe(0);
  },
  C24() {
    const x = new Histogram({ name: "x", help, registry });
    const fn = x.time(function add(this: { base: number }, a: number, b: number) {
      return this.base + a + b;
    });
    expect([fn.name, fn.length]).toEqual(["add", 2]);
    expect(fn.call({ base: 1 }, 2, 3)).toBe(6);
    expectTypeOf(x.time((a: string) => a.length)).toEqualTypeOf<(a: string) => number>();
  },
};
