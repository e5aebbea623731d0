import { Info } from "../metric/info.js";
import type { RegistryLike } from "../registry-like.js";

/**
 * Describes this process once, as `target_info`: `targetInfo({ service_version: "1.2" })`.
 * Another call replaces the labels.
 */
export function targetInfo(
  labels: Readonly<Record<string, unknown>>,
  registry?: RegistryLike,
): Info {
  const info = new Info({
    name: "target",
    help: "What this process is.",
    ...(registry && { registry }),
  });
  info.info(labels);
  return info;
}
