/**
 * The part of a registry that this library uses. The registries of prom-client,
 * `@prometheus-io/client` and `@platformatic/prom-client` all have it.
 */
export interface RegistryLike {
  getMetricsAsArray(): readonly object[];
  getSingleMetric(name: string): object | undefined;
  registerMetric(metric: object): void;
  removeSingleMetric(name: string): void;
}
