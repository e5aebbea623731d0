import type { Context } from "koa";

const MOUNT = Symbol("routemetrics.mount");
const ROUTE = Symbol("routemetrics.route");
/** What @koa/router puts behind the path of a middleware, up to version 13 and since. */
const REST = /\(\[\^\/\]\*\)$|\{\/\*rest\}$/;

/** The template of the route that ran last, or of the mount that answered by itself. */
export function routeTemplateOf(ctx: Context): string | undefined {
  if (ctx[ROUTE]) return String(ctx[ROUTE].template).replace(REST, "/*");
  return ctx[MOUNT] && ctx.status !== 404 ? `${ctx[MOUNT].template}/*` : undefined;
}

/** Follows koa-mount and the routers, which write the path of what they enter into the context. */
export function followRouters(ctx: Context): void {
  if ("mountPath" in ctx) return;
  const follow = (key: symbol) => ({
    get(this: Context) {
      return this[key]?.path;
    },
    set(this: Context, path: string | RegExp) {
      const outer = this[MOUNT]?.inside === this.path ? this[MOUNT].template : "";
      const inside = this.path.replace(path, "") || "/";
      this[key] = { path, inside, template: path === "/" && outer ? outer : outer + path };
    },
  });
  const properties = { mountPath: follow(MOUNT), _matchedRoute: follow(ROUTE) };
  Object.defineProperties(Object.getPrototypeOf(ctx), properties);
}
