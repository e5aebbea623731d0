import type { RegistryLike } from "../registry-like.js";
import { sharedByCopies } from "./shared-by-copies.js";

const inThisProcess = () =>
  sharedByCopies("registries@1", () => ({ numbers: new WeakMap<RegistryLike, number>(), next: 0 }));

/**
 * Names a list of registries by the order in which this process came to know
 * them: workers that run the same code have the same names.
 */
export function registriesName(registries: readonly RegistryLike[]): string {
  return registries.map(numberOf).join("-");
}

function numberOf(registry: RegistryLike): number {
  const known = inThisProcess();
  const number = known.numbers.get(registry) ?? known.next++;
  known.numbers.set(registry, number);
  return number;
}
