import { X509Certificate } from "node:crypto";
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import { createServer as createHttpsServer, type ServerOptions } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { MetricsError } from "../errors.js";
import { checkAgainst, FLAG, type OptionRules, TEXT } from "../options/option-rules.js";
import { methodAnswer, type PlainAnswer } from "./method-answer.js";

/** Where a scrape server listens. */
export interface ServeOptions {
  /** 0: any free port. */
  readonly port: number;
  /** Default `0.0.0.0`, all IPv4 addresses, since scrapers come from other hosts; `::` adds IPv6. */
  readonly host?: string;
  /** Default `/metrics`. */
  readonly path?: string;
  /** As for `node:https`. With `ca` clients need a certificate, unless `requestCert` is false. */
  readonly tls?: ServerOptions;
  /** True: the process lives on as long as the server does. Default false. */
  readonly keepProcess?: boolean;
}

/** A server that listens. */
export interface ScrapeServer {
  /** Where the metrics are; a wildcard host shows as `localhost`. */
  readonly url: string;
  readonly port: number;
  /** Frees the port at once; open connections are cut. */
  close(): Promise<void>;
}

/** Answers scrapes with `handler` on a port of their own. */
export async function serve(
  handler: (request: IncomingMessage, response: ServerResponse) => void,
  options: ServeOptions,
): Promise<ScrapeServer> {
  checkAgainst(SERVE_RULES, options, "startServer");
  const { port, host = "0.0.0.0", path = "/metrics", tls, keepProcess = false } = options;
  // As clients send it: with escapes where the path has other characters than ASCII.
  const target = new URL(path, "http://localhost").pathname;
  const server = createServer(tls, (request, response) => {
    const answer = otherAnswer(request, path, target);
    if (answer === undefined) handler(request, response);
    else response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  const sockets = trackSockets(server, keepProcess);
  await listen(server, port, host);
  if (!keepProcess) server.unref();
  const address = server.address() as AddressInfo;
  return {
    url: `${tls ? "https" : "http"}://${urlHost(host)}:${address.port}${target}`,
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // Not closeAllConnections(): it knows no connection that is still in its TLS handshake.
        for (const socket of sockets) socket.destroy();
      }),
  };
}

export const SERVE_RULES: OptionRules = {
  port: {
    accepts: "a number from 0 (any free port) to 65535",
    check: (value) =>
      Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 65_535,
    isRequired: true,
  },
  host: TEXT,
  path: {
    accepts: 'a path such as "/metrics"',
    check: (value) => typeof value === "string" && /^\/[^?#]*$/.test(value),
  },
  tls: {
    accepts: "what node:https takes: an object with cert and key",
    check: (value) => typeof value === "object" && value !== null,
  },
  keepProcess: FLAG,
};

function createServer(tls: ServerOptions | undefined, listener: RequestListener): Server {
  if (tls === undefined) return createHttpServer(listener);
  try {
    checkCertificates(tls);
    return createHttpsServer({ requestCert: tls.ca !== undefined, ...tls }, listener);
  } catch (cause) {
    throw new MetricsError(
      "RM_ERR_SERVER",
      `The tls option of the scrape server is wrong: ${(cause as Error).message}. ` +
        "Give cert and key (and ca) as PEM texts that belong together.",
      { cause },
    );
  }
}

/** Node takes both for right, and every handshake fails. */
function checkCertificates({ cert, key, pfx, SNICallback, ca }: ServerOptions): void {
  const isComplete = (cert !== undefined && key !== undefined) || pfx !== undefined;
  if (!isComplete && SNICallback === undefined) throw new Error("it has no certificate and key");
  for (const one of [ca ?? []].flat()) new X509Certificate(one);
}

/** The open connections. They keep a process alive like the server itself. */
function trackSockets(server: Server, keepProcess: boolean): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    if (!keepProcess) socket.unref();
  });
  return sockets;
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => reject(listenError(cause, port, host)));
    server.listen({ port, host }, resolve);
  });
}

const WAYS_OUT: Readonly<Record<string, string>> = {
  EADDRINUSE: "the port is in use: choose another, or 0 for any free one",
  EACCES: "this user must not listen there: choose a port above 1023",
  EADDRNOTAVAIL: "the host is no address of this machine: leave it out to listen on all",
  ENOTFOUND: "the host is unknown: leave it out to listen on all addresses",
};

function listenError(cause: NodeJS.ErrnoException, port: number, host: string): MetricsError {
  const wayOut = WAYS_OUT[cause.code ?? ""] ?? cause.message;
  return new MetricsError(
    "RM_ERR_SERVER",
    `The scrape server cannot listen on ${host}:${port}: ${wayOut}.`,
    { cause },
  );
}

/** What a request gets instead of the metrics, if anything. */
function otherAnswer(
  { method, url = "/" }: IncomingMessage,
  path: string,
  target: string,
): PlainAnswer | undefined {
  const requested = pathOf(url);
  if (requested === target || requested === `${target}/`) return methodAnswer(method);
  // Asks what the server as a whole can do.
  if (requested === "*" && method === "OPTIONS") return methodAnswer(method);
  // Browsers ask for it by themselves.
  if (requested === "/favicon.ico") return { status: 204, headers: {}, body: "" };
  return {
    status: 404,
    headers: { "content-type": "text/plain; charset=utf-8" },
    body: `Metrics are at ${path}\n`,
  };
}

/** The path of a request target, which proxies may send as a whole URL. */
function pathOf(target: string): string {
  return target.replace(/^https?:\/\/[^/?]*/i, "").replace(/\?.*$/s, "") || "/";
}

function urlHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}
