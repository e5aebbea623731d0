import type { RegistryLike } from "@routemetrics/core";

/** A registry of one run, with what our metrics need and nothing else. */
export class PlainRegistry implements RegistryLike {
  readonly #metrics = new Map<string, object>();

  getMetricsAsArray(): readonly object[] {
    return [...this.#metrics.values()];
  }

  getSingleMetric(name: string): object | undefined {
    return this.#metrics.get(name);
  }

  registerMetric(metric: object): void {
    this.#metrics.set((metric as { readonly name: string }).name, metric);
  }

  removeSingleMetric(name: string): void {
    this.#metrics.delete(name);
  }
}
