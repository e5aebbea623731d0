import type { IncomingMessage, ServerResponse } from "node:http";
import { gather } from "./exposition/gather.js";
import { renderText } from "./exposition/text.js";
import type { RegistryLike } from "./registry-like.js";

export interface RenderRequest {
  readonly accept?: string | undefined;
  readonly acceptEncoding?: string | undefined;
  readonly names?: readonly string[];
}
export interface Rendered {
  readonly body: Buffer;
  readonly contentType: string;
  readonly contentEncoding?: string;
}

export async function scrape(
  registries: readonly RegistryLike[],
  { names = [] }: RenderRequest,
): Promise<Rendered> {
  const { families } = await gather(registries, { names });
  return {
    body: Buffer.from(renderText(families)),
    contentType: "text/plain; version=0.0.4; charset=utf-8",
  };
}

export function scrapeHandler(
  registries: readonly RegistryLike[],
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    if (request.method !== "GET" && request.method !== "HEAD") {
      response.writeHead(405, { allow: "GET, HEAD" }).end();
      return;
    }
    const query = new URL(request.url ?? "/", "http://localhost").searchParams;
    void scrape(registries, { names: query.getAll("name[]") }).then(({ body, contentType }) => {
      response.writeHead(200, { "content-type": contentType, "cache-control": "no-store" });
      response.end(body);
    });
  };
}
