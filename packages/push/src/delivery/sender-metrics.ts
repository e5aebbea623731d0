import { Counter, Gauge, type RegistryLike } from "@routemetrics/core";

export type DropReason = "queue_full" | "rejected" | "stopped";

/** What a sender tells about itself, in the registry that it sends. */
export interface SenderMetrics {
  delivered(samples: number): void;
  dropped(reason: DropReason, samples: number): void;
  retried(): void;
  /** How many samples more, or less, are waiting. */
  pending(difference: number): void;
}

/** `sender` is the kind of sender, `remote` the host and port that it sends to. */
export function createSenderMetrics(
  registries: RegistryLike | readonly RegistryLike[],
  sender: "remote_write" | "graphite",
  remote: string,
): SenderMetrics {
  const [registry] = [registries].flat() as [RegistryLike];
  const labelNames = ["sender", "remote"] as const;
  const labels = { sender, remote };
  const delivered = new Counter({
    name: "routemetrics_push_samples_total",
    help: "Samples that the remote has accepted.",
    labelNames,
    registry,
  }).labels(labels);
  const dropped = new Counter({
    name: "routemetrics_push_dropped_samples_total",
    help: "Samples that were given up, by reason: queue_full, rejected, stopped.",
    labelNames: [...labelNames, "reason"],
    registry,
  });
  const retried = new Counter({
    name: "routemetrics_push_retries_total",
    help: "Attempts that failed and are repeated.",
    labelNames,
    registry,
  }).labels(labels);
  const pending = new Gauge({
    name: "routemetrics_push_pending_samples",
    help: "Samples that wait for the remote.",
    labelNames,
    registry,
  }).labels(labels);
  const success = new Gauge({
    name: "routemetrics_push_last_success_timestamp_seconds",
    help: "When the remote last accepted samples; 0: not yet.",
    labelNames,
    registry,
  }).labels(labels);
  for (const reason of ["queue_full", "rejected", "stopped"]) {
    dropped.labels({ ...labels, reason });
  }
  return {
    delivered(samples) {
      delivered.inc(samples);
      success.set(Date.now() / 1000);
    },
    dropped: (reason, samples) => dropped.labels({ ...labels, reason }).inc(samples),
    retried: () => retried.inc(),
    pending: (difference) => pending.inc(difference),
  };
}
