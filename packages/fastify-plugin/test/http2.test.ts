import { readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  type Http2ServerResponse,
} from "node:http2";
import { request } from "node:https";
import { expectRequests, recordedValue } from "@routemetrics/conformance";
import metrics from "@routemetrics/fastify";
import Fastify, { type FastifyInstance } from "fastify";
import Fastify4 from "fastify4";
import { Registry } from "prom-client";
import { describe, expect, onTestFinished, test, vi } from "vitest";

const tls = new URL("../../core/test/fixtures/tls/", import.meta.url);
const pem = (name: string) => readFileSync(new URL(`${name}.pem`, tls));
const https = { allowHTTP1: true, key: pem("server-key"), cert: pem("server-cert") };
const versions = { "Fastify 4": Fastify4 as unknown as typeof Fastify, "Fastify 5": Fastify };
const servers = { "without TLS": {}, "with TLS and HTTP/1.1": { https } };
const cases = Object.entries(versions).flatMap(([version, create]) =>
  Object.entries(servers).map(([kind, server]) => ({ version, kind, create, server })),
);

/** What a handler does with Node's own response. */
type Raw = (response: Http2ServerResponse) => unknown;

describe.each(cases)("HTTP/2 $kind on $version", ({ create, server }) => {
  async function start(routes: (app: FastifyInstance) => unknown) {
    const app = create({ http2: true, ...server } as never) as unknown as FastifyInstance;
    const track = { requestSize: true, responseSize: true, timeToFirstByte: true };
    await app.register(metrics, { registry: new Registry(), processMetrics: false, track });
    await routes(app);
    const url = await app.listen({ host: "127.0.0.1", port: 0 });
    const session = connect(url, { rejectUnauthorized: false });
    session.on("error", () => {});
    onTestFinished(async () => {
      session.destroy();
      await app.close();
    });
    const own = { url, server: app.server, metrics: app.metrics as never, close: async () => {} };
    return { url, session, recorded: own, m: app.metrics };
  }

  const raw = (act: Raw) => (_request: unknown, reply: { hijack(): void; raw: ServerResponse }) => {
    reply.hijack();
    act(reply.raw as unknown as Http2ServerResponse);
  };

  /** The status and the body, both empty when the stream ends without. */
  async function send(session: ClientHttp2Session, path: string, headers = {}, body?: string) {
    const stream = session.request({ ":path": path, ...headers });
    let [status, text] = ["", ""];
    stream.setEncoding("utf8").on("data", (chunk) => (text += chunk));
    stream.on("response", (head) => (status = String(head[":status"])));
    stream.on("error", () => {});
    stream.end(body);
    await new Promise((resolve) => stream.once("close", resolve));
    return { status, text };
  }

  test("requests of every kind are counted once, with their bytes", async () => {
    const { session, recorded, m } = await start((app) => {
      app.get("/ok/:id", async () => "ok");
      app.get("/none", async (_request, reply) => reply.code(204).send());
      app.get("/old", async (_request, reply) => reply.code(301).header("location", "/").send());
      app.get("/fails", async () => {
        throw new Error("on purpose");
      });
      app.post("/upload", async (request) => `${String(request.body).length}`);
      app.get(
        "/hints",
        raw((response) => {
          response.writeEarlyHints({ link: "</a.css>; rel=preload; as=style" });
          response.end("ok");
        }) as never,
      );
      app.get(
        "/changed",
        raw((response) => {
          response.writeHead(201).write("x");
          response.statusCode = 500;
          response.end();
        }) as never,
      );
    });
    for (const path of ["/ok/1", "/none", "/old", "/fails", "/hints", "/changed", "/x", "/%E0%A4"])
      await send(session, path);
    await send(session, "/ok/2", { ":method": "HEAD" });
    const post = { ":method": "POST", "content-type": "text/plain" };
    expect((await send(session, "/upload", post, "x".repeat(1000))).text).toBe("1000");
    for (const method of ["GET", "HEAD", "POST"])
      await send(session, "/metrics?x", { ":method": method });
    await expectRequests(recorded, {
      "GET /ok/:id 200": 1,
      "HEAD /ok/:id 200": 1,
      "GET /none 204": 1,
      "GET /old 301": 1,
      "GET /fails 500": 1,
      "GET /hints 200": 1,
      "GET /changed 201": 1,
      "GET <unmatched> 404": 1,
      "GET <unmatched> 400": 1,
      "POST /upload 200": 1,
    });
    expect(await recordedValue(recorded, "http_request_exceptions_total")).toBe(1);
    const { body } = await m.render({});
    const sum = (name: string, path: string) =>
      new RegExp(`^${name}_sum{.*path="${path}",status="200"} (\\d+)$`, "m").exec(
        String(body),
      )?.[1];
    expect(sum("http_request_size_bytes", "/upload")).toBe("1000");
    expect(sum("http_response_size_bytes", "/upload")).toBe("4");
  });

  test.each<[string, Raw, number]>([
    ["destroys", (response) => response.destroy(), 500],
    ["fails", (response) => response.stream.on("error", () => {}).destroy(new Error("x")), 500],
    [
      "destroys after its headers",
      (response) => {
        response.writeHead(202).write("x");
        setImmediate(() => response.destroy());
      },
      202,
    ],
    ["cancels", (response) => response.stream.close(8), 500],
    ["closes", (response) => response.stream.close(), 500],
    ["refuses with a code", (response) => response.stream.close(7), 500],
    [
      "cancels after its headers",
      (response) => {
        response.writeHead(202).write("x");
        setImmediate(() => response.stream.close(8));
      },
      202,
    ],
    [
      "cancels while a large body is buffered",
      (response) => {
        response.writeHead(202).end(Buffer.alloc(5_000_000));
        setImmediate(() => response.stream.close(8));
      },
      202,
    ],
    ["ends with its session", (response) => response.stream.session?.destroy(), 500],
  ])(
    "a response that the server %s has the code that was sent, or 500",
    async (_how, act, code) => {
      const { session, recorded } = await start((app) => app.get("/gone/:id", raw(act) as never));
      await send(session, "/gone/1");
      await expectRequests(recorded, { [`GET /gone/:id ${code}`]: 1 });
    },
  );

  test("a handler that closes the stream of a client that has left changes nothing", async () => {
    const { session, recorded } = await start((app) => {
      const tidy: Raw = ({ stream }) => stream.on("aborted", () => stream.close(8));
      app.get("/hangs/:id", raw(tidy) as never);
    });
    const stream = session.request({ ":path": "/hangs/1" });
    stream.on("error", () => {});
    await vi.waitFor(async () =>
      expect(await recordedValue(recorded, "http_requests_in_flight")).toBe(1),
    );
    stream.close(8);
    await expectRequests(recorded, { "GET /hangs/:id 499": 1 });
  });

  const leave: [string, (stream: ClientHttp2Stream, session: ClientHttp2Session) => void][] = [
    ["cancels", (stream) => stream.close(8)],
    ["closes the stream", (stream) => stream.close(0)],
    ["closes the connection", (_stream, session) => session.destroy()],
    ["fails", (_stream, session) => session.destroy(new Error("x"))],
  ];
  test.each(leave)("a client that %s is a 499, before the response and in it", async (_how, go) => {
    const { url, session, recorded } = await start((app) => {
      app.get("/hangs/:id", raw(() => {}) as never);
      app.get("/half/:id", raw((response) => response.writeHead(200).write("half")) as never);
    });
    const second = connect(url, { rejectUnauthorized: false });
    second.on("error", () => {});
    onTestFinished(() => second.destroy());
    const hanging = session.request({ ":path": "/hangs/1" });
    const half = second.request({ ":path": "/half/1" });
    for (const stream of [hanging, half]) stream.on("error", () => {});
    half.resume();
    await vi.waitFor(async () =>
      expect(await recordedValue(recorded, "http_requests_in_flight")).toBe(2),
    );
    go(hanging, session);
    go(half, second);
    await expectRequests(recorded, { "GET /hangs/:id 499": 1, "GET /half/:id 499": 1 });
  });

  test.each(leave)("a client that %s while more waits to be sent is a 499", async (_how, go) => {
    let half: Http2ServerResponse | undefined;
    const { session, recorded } = await start((app) => {
      const write: Raw = (response) => {
        half = response;
        response.writeHead(200).write(Buffer.alloc(5_000_000));
      };
      app.get("/half/:id", raw(write) as never);
    });
    // Node leaves one that the client has closed without a code open for ever.
    onTestFinished(() => void half?.stream.destroy());
    const stream = session.request({ ":path": "/half/1" });
    stream.on("error", () => {});
    await new Promise((resolve) => stream.once("response", resolve));
    go(stream, session);
    await expectRequests(recorded, { "GET /half/:id 499": 1 });
  });

  test("a client that cancels a large response is a 499", async () => {
    const large = Buffer.alloc(5_000_000, "x");
    const { session, recorded } = await start((app) => {
      app.get("/large", raw((response) => response.writeHead(200).end(large)) as never);
    });
    const stream = session.request({ ":path": "/large" });
    stream.on("error", () => {});
    await new Promise((resolve) => stream.once("response", resolve));
    stream.close(8);
    await expectRequests(recorded, { "GET /large 499": 1 });
  });

  test.runIf("https" in server)("clients of HTTP/1.1 are counted beside", async () => {
    const { url, session, recorded } = await start((app) => app.get("/ok/:id", async () => "ok"));
    const client = request(`${url}/ok/1`, { rejectUnauthorized: false, agent: false });
    client.end();
    await new Promise((resolve) => client.on("response", (one) => one.resume().on("end", resolve)));
    await send(session, "/ok/2");
    await expectRequests(recorded, { "GET /ok/:id 200": 2 });
  });
});
