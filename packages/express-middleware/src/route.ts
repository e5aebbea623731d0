import type { Request } from "express";
export function routeTemplate(request: Request): string | undefined {
  const path: unknown = (request.route as { path?: unknown } | undefined)?.path;
  return path === undefined ? undefined : `${request.baseUrl ?? ""}${path}`;
}
