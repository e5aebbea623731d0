import { MetricsError } from "@routemetrics/core";
import { type DumpId, parseDumpId } from "./dump-id.js";
import { type Duration, milliseconds } from "./duration.js";
import type { ObjectStore } from "./object-store.js";

/** With both, a dump goes that either of them would delete. */
export interface RetentionOptions {
  /** How many of the newest dumps each instance keeps. */
  readonly keep?: number;
  readonly olderThan?: Duration;
}

export interface PruneOptions extends RetentionOptions {
  /** Only ids that begin with this. */
  readonly prefix?: string;
  /** Only dumps of this instance, as it stands in the key. */
  readonly instance?: string;
  /** True: only say what would go. */
  readonly dryRun?: boolean;
}

/** Deletes dumps, and nothing else that is in the store. Yields the ids that went. */
export async function* prune(store: ObjectStore, options: PruneOptions): AsyncGenerator<string> {
  const isOutdated = outdated(options);
  const groups = new Map<string, { id: string; dump: DumpId }[]>();
  for await (const id of store.list(options.prefix)) {
    const dump = parseDumpId(id);
    if (dump === undefined) continue;
    if (options.instance !== undefined && dump.instance !== options.instance) continue;
    const group = `${dump.job}/${dump.instance}`;
    const dumps = groups.get(group);
    if (dumps === undefined) groups.set(group, [{ id, dump }]);
    else dumps.push({ id, dump });
  }
  for (const dumps of groups.values()) {
    // Listed by day and name: already in the order of time.
    for (const [index, { id, dump }] of dumps.entries()) {
      if (!isOutdated(dump, dumps.length - index)) continue;
      if (!options.dryRun) await store.delete(id);
      yield id;
    }
  }
}

/** Also checks the options, before anything is deleted. */
export function outdated({
  keep,
  olderThan,
}: RetentionOptions): (dump: DumpId, fromNewest: number) => boolean {
  if (keep === undefined && olderThan === undefined) {
    throw new MetricsError("RM_ERR_INVALID_OPTION", "retention: give keep, olderThan, or both.");
  }
  if (keep !== undefined && !(Number.isInteger(keep) && keep >= 1)) {
    throw new MetricsError(
      "RM_ERR_INVALID_OPTION",
      `retention: keep ${keep} is not a whole number above 0.`,
    );
  }
  const age = olderThan === undefined ? Infinity : milliseconds(olderThan, "olderThan");
  return (dump, fromNewest) => fromNewest > (keep ?? Infinity) || Date.now() - dump.time > age;
}
