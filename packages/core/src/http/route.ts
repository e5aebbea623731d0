/** A route that an adapter has one object for: its records are found without looking at its text. */
export class Route {
  /** As the application wrote it, with all prefixes. */
  readonly template: string;
  /** Says who knows what follows of the route: the last recorder that met it. */
  knownBy: object | undefined = undefined;
  /** The outcomes that it has series for, a bit each. */
  known = 0;
  /** One of them, which is the usual one; -1 for none. */
  usual = -1;
  /** Its first record of the route. */
  first: object | undefined = undefined;

  constructor(template: string) {
    this.template = template;
  }
}

export function templateOf(route: Route | string | undefined): string | undefined {
  return typeof route === "object" ? route.template : route;
}
