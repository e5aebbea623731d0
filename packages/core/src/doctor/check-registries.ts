import { register } from "prom-client";
import type { RegistryLike } from "../registry-like.js";
import { hiddenRegistries } from "../self/split-registries.js";
import { type Finding, finding } from "./finding.js";

/** Loaded client libraries whose global registry holds metrics that are not examined. */
export function checkRegistries(registries: readonly RegistryLike[]): Finding[] {
  // Leaving out our own client's global registry is a choice, unless another client's was taken.
  const isChoice = registries.some((registry) => registry.constructor === register.constructor);
  return hiddenRegistries(registries)
    .filter(({ isOurs }) => !(isOurs && isChoice))
    .map(({ client, metric }) => {
      const message = `The global registry of ${client} has metrics that are not here, such as ${metric}.`;
      return finding("split-registry", message, { metric });
    });
}
