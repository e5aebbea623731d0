import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { type Credentials, checkSignature } from "./signature-v4.js";

/** What happens to a request instead of, or before, its answer. */
export type Fault =
  | { readonly status: number; readonly code?: string; readonly retryAfter?: number }
  | { readonly delay: number }
  /** No answer, ever. */
  | "hang"
  /** The connection breaks before the request has any effect. */
  | "reset"
  /** Half of the answer's body, then the connection breaks. */
  | "reset in body"
  /** Half of the answer's body, then silence. */
  | "hang in body"
  /** The request has its effect, and its answer is lost. */
  | "lose answer"
  /** An answer of something that is no S3 server. */
  | "web page";

export interface S3Double {
  readonly endpoint: string;
  readonly objects: Map<string, Buffer>;
  /** Every request so far, as `PUT /bucket/key`. */
  readonly requests: string[];
  /** Decides on each request; faults given as an array befall the next requests in order. */
  fail(faults: readonly Fault[] | ((request: IncomingMessage) => Fault | undefined)): void;
  /** Stops answering on its port, breaking all connections; the objects stay. */
  down(): Promise<void>;
  /** Answers on the same port again. */
  up(): Promise<void>;
  close(): Promise<void>;
}

export interface S3DoubleOptions extends Credentials {
  readonly bucket: string;
  readonly maxKeys?: number;
}

const STATUS: Readonly<Record<string, number>> = {
  AccessDenied: 403,
  AuthorizationHeaderMalformed: 400,
  BadDigest: 400,
  InvalidAccessKeyId: 403,
  MethodNotAllowed: 405,
  MissingContentLength: 411,
  NoSuchBucket: 404,
  NoSuchKey: 404,
  RequestTimeTooSkewed: 403,
  SignatureDoesNotMatch: 403,
  XAmzContentSHA256Mismatch: 400,
};

/** An S3 server in this process that checks what real ones check, answers as Ceph does, and breaks on demand. */
export async function startS3Double(options: S3DoubleOptions): Promise<S3Double> {
  const objects = new Map<string, Buffer>();
  const requests: string[] = [];
  let decide: (request: IncomingMessage) => Fault | undefined = () => undefined;

  const server = createServer(async (request, response) => {
    response.on("error", () => {});
    const body = await buffer(request).catch(() => undefined);
    if (body === undefined) return;
    requests.push(`${request.method} ${request.url?.split("?")[0]}`);
    const fault = decide(request);
    if (await befall(fault, request, response)) return;
    const refusal = checkSignature(request, body, options);
    const answer = refusal === undefined ? serve(request, body, objects, options) : error(refusal);
    await send(answer, fault, request, response);
  });

  let port = 0;
  const up = () =>
    new Promise<void>((resolve) => {
      server.listen(port, "127.0.0.1", () => {
        port = (server.address() as AddressInfo).port;
        resolve();
      });
    });
  const down = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  await up();

  return {
    endpoint: `http://127.0.0.1:${port}`,
    objects,
    requests,
    fail(faults) {
      const queue = typeof faults === "function" ? undefined : [...faults];
      decide = queue ? () => queue.shift() : (faults as typeof decide);
    },
    up,
    down,
    close: () => (server.listening ? down() : Promise.resolve()),
  };
}

interface Answer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

async function befall(
  fault: Fault | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  if (fault === undefined) return false;
  if (fault === "hang") return true;
  if (fault === "reset") {
    request.socket.resetAndDestroy();
    return true;
  }
  if (fault === "web page") {
    response.writeHead(200, { "content-type": "text/html" }).end("<html><body><h1>Welcome<hr>");
    return true;
  }
  if (typeof fault === "string") return false;
  if ("delay" in fault) {
    await sleep(fault.delay);
    return false;
  }
  const { status, code = "ServiceUnavailable", retryAfter } = fault;
  const headers = retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
  response.writeHead(status, headers).end(request.method === "HEAD" ? "" : errorBody(code));
  return true;
}

async function send(
  { status, headers = {}, body = "" }: Answer,
  fault: Fault | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (fault === "lose answer") {
    request.socket.resetAndDestroy();
    return;
  }
  const bytes = Buffer.from(body as string);
  response.writeHead(status, { "content-length": String(bytes.length), ...headers });
  if (fault !== "reset in body" && fault !== "hang in body") {
    response.end(request.method === "HEAD" ? undefined : bytes);
    return;
  }
  response.write(bytes.subarray(0, bytes.length / 2));
  if (fault === "reset in body") {
    // The half has to leave before the connection breaks.
    await sleep(20);
    request.socket.resetAndDestroy();
  }
}

function serve(
  request: IncomingMessage,
  body: Buffer,
  objects: Map<string, Buffer>,
  { bucket, maxKeys = 1000 }: S3DoubleOptions,
): Answer {
  const url = new URL(request.url ?? "", "http://double");
  const [, name, ...rest] = url.pathname.split("/").map(decodeURIComponent);
  const key = rest.join("/");
  if (name !== bucket) return error("NoSuchBucket");
  const object = objects.get(key);
  switch (request.method) {
    case "PUT": {
      const md5 = request.headers["content-md5"];
      if (md5 !== undefined && md5 !== hash(body).toString("base64")) return error("BadDigest");
      objects.set(key, body);
      return { status: 200, headers: { etag: `"${hash(body).toString("hex")}"` } };
    }
    case "GET":
    case "HEAD":
      if (key === "") return { status: 200, body: list(url.searchParams, objects, maxKeys) };
      return object === undefined ? error("NoSuchKey") : { status: 200, body: object };
    case "DELETE":
      objects.delete(key);
      return { status: 204 };
    default:
      return error("MethodNotAllowed");
  }
}

const hash = (body: Buffer) => createHash("md5").update(body).digest();
const error = (code: string): Answer => ({ status: STATUS[code] ?? 400, body: errorBody(code) });

/** As Ceph: a code and no message. */
const errorBody = (code: string) =>
  `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><RequestId>tx0</RequestId></Error>`;

function list(query: URLSearchParams, objects: Map<string, Buffer>, maxKeys: number): string {
  const prefix = query.get("prefix") ?? "";
  const limit = Math.min(Number(query.get("max-keys") ?? maxKeys), maxKeys);
  const after = Buffer.from(query.get("continuation-token") ?? "", "base64");
  const keys = Array.from(objects.keys(), (key) => Buffer.from(key))
    .sort(Buffer.compare)
    .filter((key) => key.toString().startsWith(prefix) && Buffer.compare(key, after) > 0);
  const page = keys.slice(0, limit);
  const isTruncated = keys.length > page.length;
  const contents = page.map(
    (key) => `<Contents><Key>${escapeXml(key.toString())}</Key><Size>0</Size></Contents>`,
  );
  const next = isTruncated
    ? `<NextContinuationToken>${page.at(-1)?.toString("base64")}</NextContinuationToken>`
    : "";
  return `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><IsTruncated>${isTruncated}</IsTruncated>${next}${contents.join("")}</ListBucketResult>`;
}

const escapeXml = (text: string) =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
