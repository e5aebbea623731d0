import type { RoutedRequest } from "./router-internals.js";

/** What a layer saw of a request and routers restore when the request leaves it. */
export class LeftView {
  private params: unknown;
  private baseUrl: string | undefined;
  private url: string | undefined;

  constructor({ params, baseUrl, url }: RoutedRequest) {
    this.params = params;
    this.baseUrl = baseUrl;
    this.url = url;
  }

  /** Exchanges it with what the request shows now: twice changes nothing. */
  swap(req: RoutedRequest): void {
    const { params, baseUrl, url } = req;
    req.params = this.params;
    req.baseUrl = this.baseUrl;
    req.url = this.url as string;
    this.params = params;
    this.baseUrl = baseUrl;
    this.url = url;
  }
}
