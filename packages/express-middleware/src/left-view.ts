import type { RoutedRequest } from "./router-internals.js";

type Shown = Pick<RoutedRequest, "params" | "baseUrl" | "url">;

/** What a layer saw of a request and routers restore when the request leaves it. */
export class LeftView {
  private params: unknown;
  private baseUrl: string | undefined;
  private url: string | undefined;

  constructor({ params, baseUrl, url }: Shown) {
    this.params = params;
    this.baseUrl = baseUrl;
    this.url = url;
  }

  /** Exchanges it with what the request shows now: twice changes nothing. */
  swap(req: RoutedRequest): void {
    const { params, baseUrl, url } = req;
    try {
      req.params = this.params;
      req.baseUrl = this.baseUrl;
      req.url = this.url as string;
    } catch {
      // A request that cannot be changed is read as it is.
    }
    this.params = params;
    this.baseUrl = baseUrl;
    this.url = url;
  }
}

/** What the present route sees of a request: as long as that has it, what it shows itself. */
export class RouteView {
  private left: LeftView | undefined = undefined;

  leave(req: RoutedRequest): void {
    this.left = new LeftView(req);
  }

  /** Turns the request into what the route saw; called again, back. */
  swap(req: RoutedRequest): void {
    this.left?.swap(req);
  }
}
