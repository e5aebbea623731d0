import { createRequire } from "node:module";
import { notePath } from "./layer-template.js";
import type { Layer, Path } from "./router-internals.js";

const LAYER_FILE = /[\\/](?:router[\\/]lib|express[\\/]lib[\\/]router)[\\/]layer\.js$/;
const ROUTER_FILE = /[\\/]router[\\/]index\.js$/;
const WATCHED = Symbol.for("routemetrics.express.watched");

export interface Router {
  readonly stack?: Layer[];
  readonly params?: unknown;
}
interface Application {
  /** Express 4, whose `router` throws. */
  readonly _router?: Router;
  readonly lazyrouter?: unknown;
  readonly router: Router;
}
type Use = (this: Router, ...args: unknown[]) => unknown;
type RouterPrototype = { use?: Use; listRoutes?: unknown; [WATCHED]?: boolean };
type RouterModule = (RouterPrototype & { readonly prototype?: RouterPrototype }) | undefined;

/** The prototypes of the layers of every copy of Express that `require` or `import` has loaded. */
export function loadedLayerPrototypes(): object[] {
  const prototypes: object[] = [];
  for (const [file, module] of Object.entries(createRequire(process.execPath).cache)) {
    if (LAYER_FILE.test(file)) prototypes.push(module?.exports.prototype);
    else if (ROUTER_FILE.test(file)) watchMounts(ownerOfMounts(module?.exports));
  }
  return prototypes;
}

/** The same found through an application, for bundles and for test runners with a loader of their own. */
export function layerPrototypeOf(app: object): object | undefined {
  const router = routerOf(app);
  const layer = router?.stack?.[0];
  if (router) watchMounts(ownerOfUse(router));
  return layer && Object.getPrototypeOf(layer);
}

/** The application that has the request: a property of its prototype, whose shape stays the same. */
export function appOf(req: object): object | undefined {
  return Object.getPrototypeOf(req).app;
}

/** The router of an application; Express 4 makes it with the first layer. */
export function routerOf(app: object): Router | undefined {
  const { _router, lazyrouter } = app as Application;
  return _router ?? (lazyrouter ? undefined : (app as Application).router);
}

/** The routers of Express 4 inherit from the function that makes them. */
function ownerOfMounts(exported: RouterModule): RouterPrototype | undefined {
  return exported?.use ? exported : exported?.prototype;
}

/** Express 4 and router 2.0 to 2.2 forget the path of a mount: note it when it is made. */
function watchMounts(prototype: RouterPrototype | undefined): void {
  const use = prototype?.use;
  if (!prototype || !use || prototype.listRoutes || prototype[WATCHED]) return;
  Object.defineProperty(prototype, WATCHED, { value: true });
  prototype.use = function (...args) {
    const first = this.stack?.length ?? 0;
    const result = use.apply(this, args);
    const path = isHandler(args[0]) ? "/" : (args[0] as Path);
    for (const layer of this.stack?.slice(first) ?? []) notePath(layer, path);
    return result;
  };
}

/** `use(handlers)`, arrays of handlers included, has no path. */
function isHandler(argument: unknown): boolean {
  return Array.isArray(argument) && argument.length > 0
    ? isHandler(argument[0])
    : typeof argument === "function";
}

function ownerOfUse(router: object): RouterPrototype | undefined {
  let owner: object | null = router;
  while (owner && !Object.hasOwn(owner, "use")) owner = Object.getPrototypeOf(owner);
  return owner ?? undefined;
}
