import { expect, expectTypeOf, test } from "vitest";
import { methodDecorator } from "../../src/function/method-decorator.js";
import { type AnyFunction, wrapFunction } from "../../src/function/wrap-function.js";

const calls: string[] = [];
const measured = methodDecorator((method: AnyFunction) =>
  wrapFunction(method, () => {
    calls.push(method.name);
    return () => {};
  }),
);

class Shop {
  readonly price = 2;

  @measured
  total(amount: number): number {
    return amount * this.price;
  }

  @measured
  async fetch<T>(item: T): Promise<T> {
    return item;
  }

  @measured
  static open(): string {
    return "open";
  }

  @measured
  *items(): Generator<number> {
    yield this.price;
  }
}

test("an experimental decorator measures methods of every kind and keeps their types", async () => {
  const shop = new Shop();
  expect(shop.total(3)).toBe(6);
  expect(await shop.fetch("tea")).toBe("tea");
  expect(Shop.open()).toBe("open");
  expect([...shop.items()]).toEqual([2]);
  expect(calls).toEqual(["total", "fetch", "open", "items"]);
  expect(Object.keys(Object.getOwnPropertyDescriptors(Shop.prototype))).toContain("total");
  expectTypeOf(shop.total).toEqualTypeOf<(amount: number) => number>();
});

test("is refused on anything but a method", () => {
  const field = () => {
    class Job {
      // @ts-expect-error a field is no method
      @measured
      amount = 1;
    }
    return Job;
  };
  const accessor = () => {
    class Job {
      // @ts-expect-error a getter is no method
      @measured
      get amount(): number {
        return 1;
      }
    }
    return Job;
  };
  const whole = () => {
    // @ts-expect-error a class is no method
    @measured
    class Job {}
    return Job;
  };
  for (const misuse of [field, accessor, whole]) {
    expect(misuse).toThrow(expect.objectContaining({ code: "RM_ERR_INVALID_USE" }));
  }
});
