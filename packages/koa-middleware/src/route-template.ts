import type { Context } from "koa";

const MOUNT = Symbol("routemetrics.mount");
const ROUTE = Symbol("routemetrics.route");
/** What @koa/router puts behind the path of a middleware, up to version 13 and since. */
const REST = /\(\[\^\/\]\*\)$|\{\/\*rest\}$/;

/** The template of the route that ran last, or of the mount that answered by itself. */
export function routeTemplateOf(ctx: Context): string | undefined {
  const { [ROUTE]: route, [MOUNT]: mount } = ctx;
  if (route === undefined) return mount && ctx.status !== 404 ? `${mount.template}/*` : undefined;
  return String(route.template).replace(REST, "/*");
}

/** Follows koa-mount and the routers, which write the path of what they enter into the context. */
export function followRouters(ctx: Context): void {
  if ("mountPath" in ctx) return;
  const follow = (key: symbol) => ({
    get(this: Context) {
      return this[key]?.path;
    },
    set(this: Context, path: string | RegExp) {
      const { [MOUNT]: mount } = this;
      const outer = mount?.inside === this.path ? mount.template : "";
      const inside = this.path.replace(path, "") || "/";
      this[key] = { path, inside, template: path === "/" && outer ? outer : outer + path };
    },
  });
  const properties = { mountPath: follow(MOUNT), _matchedRoute: follow(ROUTE) };
  Object.defineProperties(Object.getPrototypeOf(ctx), properties);
}
