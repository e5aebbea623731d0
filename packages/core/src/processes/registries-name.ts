import type { RegistryLike } from "../registry-like.js";

const numbers = new WeakMap<RegistryLike, number>();
let next = 0;

/**
 * Names a list of registries by the order in which this process came to know
 * them: workers that run the same code have the same names.
 */
export function registriesName(registries: readonly RegistryLike[]): string {
  return registries.map(numberOf).join("-");
}

function numberOf(registry: RegistryLike): number {
  const known = numbers.get(registry);
  if (known !== undefined) return known;
  numbers.set(registry, next);
  return next++;
}
