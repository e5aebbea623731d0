import { expect, expectTypeOf, test } from "vitest";
import { methodDecorator } from "./method-decorator.js";
import { type AnyFunction, wrapFunction } from "./wrap-function.js";

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

  @measured
  #hidden(): number {
    return this.price;
  }

  @measured
  "with space"(): number {
    return this.#hidden();
  }
}

test("a standard decorator measures methods of every kind and keeps their types", async () => {
  const shop = new Shop();
  expect(shop.total(3)).toBe(6);
  expect(await shop.fetch("tea")).toBe("tea");
  expect(Shop.open()).toBe("open");
  expect([...shop.items()]).toEqual([2]);
  expect(shop["with space"]()).toBe(2);
  expect(calls).toEqual(["total", "fetch", "open", "items", "with space", "#hidden"]);
  expectTypeOf(shop.total).toEqualTypeOf<(amount: number) => number>();
  expectTypeOf(shop.fetch<string>).returns.toEqualTypeOf<Promise<string>>();
});

test("is refused on anything but a method", () => {
  const field = () =>
    class {
      // @ts-expect-error a field is no method
      @measured
      amount = 1;
    };
  const accessor = () =>
    class {
      // @ts-expect-error a getter is no method
      @measured
      get amount(): number {
        return 1;
      }
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
