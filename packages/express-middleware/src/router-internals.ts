import type { IncomingMessage, ServerResponse } from "node:http";

/** What is read of Express' and router's objects. Every field may be missing: versions differ. */

export type Path = string | RegExp | readonly Path[];

export type Next = (error?: unknown) => void;

export interface RoutedRequest extends IncomingMessage {
  readonly app?: object;
  baseUrl?: string | undefined;
  params?: unknown;
  readonly res?: { readonly writableEnded: boolean };
  readonly route?: Route;
}

export interface Route {
  readonly path?: Path;
  /** By name in lower case; `_all` for `all()`. */
  readonly methods?: Readonly<Record<string, boolean>>;
}

export type Matcher = (
  path: string,
) => false | { readonly path: string; readonly params: Readonly<Record<string, unknown>> };

export type ParamHandler = (
  req: RoutedRequest,
  res: unknown,
  next: Next,
  value: unknown,
  name: unknown,
) => unknown;

export interface Layer {
  readonly handle: ((...args: never[]) => unknown) & {
    readonly stack?: readonly Layer[];
    readonly params?: unknown;
  };
  /** Set on the layers of a router: the route, or undefined for what `use()` mounted. */
  readonly route?: Route | undefined;
  /** Set on the layers inside a route, and only there. */
  readonly method?: string | undefined;
  /** Express 4. */
  readonly regexp?: RegExp & { readonly fast_slash?: boolean; readonly fast_star?: boolean };
  readonly keys?: readonly { readonly name: string | number }[];
  /** router 2: one per alternative. */
  readonly matchers?: readonly Matcher[];
  readonly slash?: boolean;
  /** router 2.3. */
  readonly rawPath?: Path;
}

export type LayerClass = new (
  path: unknown,
  options: { readonly sensitive: boolean; readonly strict: boolean; readonly end: boolean },
  handle: () => void,
) => Layer;

export type HandleRequest = (
  this: Layer,
  req: IncomingMessage,
  res: ServerResponse,
  next: Next,
) => unknown;

export type HandleError = (
  this: Layer,
  error: unknown,
  req: IncomingMessage,
  res: ServerResponse,
  next: Next,
) => unknown;
