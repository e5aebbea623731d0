/** A route that an adapter has one object for: its records are found without looking at its text. */
export interface Route {
  /** As the application wrote it, with all prefixes. */
  readonly template: string;
  /** Belongs to core; undefined at first. */
  slot: unknown;
}

export function templateOf(route: Route | string | undefined): string | undefined {
  return typeof route === "object" ? route.template : route;
}
