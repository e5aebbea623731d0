import { Route as RouteTemplate } from "@routemetrics/core/adapter";

export type { RouteTemplate };

const ENDS_IN_WILDCARD = /\*\w*\}?$/;

/**
 * The mounts that a router was reached through.
 *
 * Places form a tree by the text of their mounts, which the application wrote:
 * requests walk it and can add nothing to it.
 */
export class Place {
  /** What a layer shows that answers here without a route: `/static/*`; undefined at the root. */
  readonly wildcard: RouteTemplate | undefined;
  readonly #prefix: string | undefined;
  readonly #templates: Map<string, RouteTemplate>;
  readonly #mounts = new Map<string, Place>();
  readonly #routes = new Map<string, RouteTemplate | undefined>();

  private constructor(prefix: string | undefined, templates: Map<string, RouteTemplate>) {
    this.#prefix = prefix;
    this.#templates = templates;
    this.wildcard = prefix
      ? this.#intern(ENDS_IN_WILDCARD.test(prefix) ? prefix : `${prefix}/*`)
      : undefined;
  }

  /** The start of every request, and the place of requests whose start was not seen: it has no templates. */
  static roots(): { readonly root: Place; readonly nowhere: Place } {
    const templates = new Map<string, RouteTemplate>();
    return { root: new Place("", templates), nowhere: new Place(undefined, templates) };
  }

  /** `text` is a mount as written, without the slashes at its end. */
  mount(text: string): Place {
    if (this.#prefix === undefined || text === "") return this;
    let place = this.#mounts.get(text);
    if (place === undefined) {
      place = new Place(join(this.#prefix, text), this.#templates);
      this.#mounts.set(text, place);
    }
    return place;
  }

  route(text: string): RouteTemplate | undefined {
    if (this.#prefix === undefined) return undefined;
    let route = this.#routes.get(text);
    if (route === undefined) {
      route = this.#intern(join(this.#prefix, text));
      this.#routes.set(text, route);
    }
    return route;
  }

  #intern(template: string): RouteTemplate {
    let route = this.#templates.get(template);
    if (route === undefined) {
      route = new RouteTemplate(template);
      this.#templates.set(template, route);
    }
    return route;
  }
}

/** The template of a route, or of a mount, within the template of the mounts above it. */
export function join(prefix: string, text: string): string {
  if (prefix === "") return text || "/";
  if (text === "/") return prefix;
  return text === "" || text.startsWith("/") ? prefix + text : `${prefix}/${text}`;
}
