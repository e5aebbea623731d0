import { MetricsError } from "@routemetrics/core";

/** Basic or bearer authentication. */
export type Auth =
  | { readonly username: string; readonly password: string }
  | { readonly bearer: string };

/** Where to send to, with the credentials kept apart. */
export interface Endpoint {
  /** Without credentials, without a slash at the end. */
  readonly url: string;
  /** Value of the Authorization header. */
  readonly authorization?: string;
}

/** Reads a url as people write it: the scheme defaults to http, credentials may be part of it. */
export function parseEndpoint(text: string, auth?: Auth): Endpoint {
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const parsed = parseHttpUrl(hasScheme ? text : `http://${text}`);
  if (!parsed) {
    throw new MetricsError(
      "RM_ERR_INVALID_OPTION",
      `url: "${text.replace(/\/\/[^/]*@/, "//")}" is no address: give one like "http://127.0.0.1:9091".`,
    );
  }
  const inUrl: Auth | undefined = parsed.username
    ? { username: decode(parsed.username), password: decode(parsed.password) }
    : undefined;
  parsed.username = parsed.password = parsed.hash = "";
  const chosen = auth ?? inUrl;
  return {
    url: parsed.href.replace(/\/+$/, ""),
    ...(chosen && { authorization: authorizationHeader(chosen) }),
  };
}

/** Undefined when it is no http or https address. */
export function parseHttpUrl(text: string, base?: string): URL | undefined {
  // `URL.parse` would say it in one, but Node 20 lacks it.
  if (!URL.canParse(text, base)) return undefined;
  const parsed = new URL(text, base);
  return /^https?:$/.test(parsed.protocol) ? parsed : undefined;
}

/** What may be shown to people: no credentials, and no query, which may hold a token. */
export function displayUrl(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname.replace(/\/$/, "");
}

function authorizationHeader(auth: Auth): string {
  if ("bearer" in auth) return `Bearer ${auth.bearer}`;
  return `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString("base64")}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
