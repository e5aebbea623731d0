import { expect, test, vi } from "vitest";
import { collectGarbage } from "../collect-garbage.js";
import { type Kit, send } from "../kit.js";
import { expectRequests, recordedValue } from "../recorded.js";

const CHUNKED = "Transfer-Encoding: chunked";
/** More than Node's parser takes. */
const LONG = "a".repeat(20_000);

/** How a response may end. */
export function endingCases(kit: Kit): void {
  const inFlight = (app: Parameters<typeof recordedValue>[0]) =>
    recordedValue(app, "http_requests_in_flight");
  const never = () => new Promise(() => {});

  test("records a client that leaves before the response as 499", async () => {
    const app = await kit.start({ "GET /hangs": never });
    const client = await kit.client(app);
    client.request("GET", "/hangs");
    await vi.waitFor(async () => expect(await inFlight(app)).toBe(1));
    client.leave();
    await expectRequests(app, { "GET /hangs 499": 1 });
  });

  test("records a client that resets the connection as 499", async () => {
    const app = await kit.start({ "GET /hangs": never });
    const client = await kit.client(app);
    client.request("GET", "/hangs");
    await vi.waitFor(async () => expect(await inFlight(app)).toBe(1));
    client.reset();
    await expectRequests(app, { "GET /hangs 499": 1 });
  });

  test("records a client that leaves in the middle of the response as 499", async () => {
    const app = await kit.start({
      "GET /half": ({ bypass, response }) => {
        bypass();
        response.writeHead(200).write("half");
      },
    });
    const client = await kit.client(app);
    client.request("GET", "/half");
    await vi.waitFor(() => expect(client.received).toContain("half"));
    client.leave();
    await expectRequests(app, { "GET /half 499": 1 });
  });

  test("records a client that leaves while a large body is buffered as 499", async () => {
    const body = Buffer.alloc(20_000_000, "x");
    const app = await kit.start({
      "GET /large": ({ bypass, response }) => {
        bypass();
        response.writeHead(200, { "content-length": body.length }).end(body);
      },
    });
    const client = await kit.client(app);
    client.stall().request("GET", "/large");
    await vi.waitFor(async () => expect(await inFlight(app)).toBe(1));
    client.reset();
    await expectRequests(app, { "GET /large 499": 1 });
  });

  test("records a client that leaves during its upload as 499", async () => {
    const app = await kit.start({
      "POST /upload": ({ bypass, request, response }) => {
        bypass();
        request.on("error", () => {});
        request.resume().on("end", () => response.end("ok"));
      },
    });
    const client = await kit.client(app);
    client.request("POST", "/upload", ["Content-Length: 100"]).send("part");
    await vi.waitFor(async () => expect(await inFlight(app)).toBe(1));
    client.leave();
    await expectRequests(app, { "POST /upload 499": 1 });
  });

  test("counts once when the handler answers after the client has left", async () => {
    let answered = false;
    const app = await kit.start({
      "GET /late": ({ bypass, request, response }) => {
        bypass();
        request.socket.once("close", () => {
          setImmediate(() => {
            response.end("too late");
            answered = true;
          });
        });
      },
    });
    const client = await kit.client(app);
    client.request("GET", "/late");
    await vi.waitFor(async () => expect(await inFlight(app)).toBe(1));
    client.leave();
    await vi.waitFor(() => expect(answered).toBe(true));
    await expectRequests(app, { "GET /late 499": 1 });
  });

  test("records a response that the server destroys as 500", async () => {
    const app = await kit.start({
      "GET /destroyed": ({ bypass, response }) => {
        bypass();
        response.destroy();
      },
    });
    await expect(send(app, "GET /destroyed")).rejects.toThrow();
    await expectRequests(app, { "GET /destroyed 500": 1 });
  });

  test("records a connection that the server destroys as 500", async () => {
    const app = await kit.start({
      "GET /destroyed": ({ bypass, request }) => {
        bypass();
        request.socket.destroy();
      },
    });
    await expect(send(app, "GET /destroyed")).rejects.toThrow();
    await expectRequests(app, { "GET /destroyed 500": 1 });
  });

  test.each(["request", "response"] as const)(
    "records a %s that the server destroys with the error of another connection as its own",
    async (which) => {
      const app = await kit.start({
        "GET /before/:code": ({ bypass, ...exchange }) => {
          bypass();
          const code = exchange.request.url?.slice("/before/".length);
          exchange[which].destroy(Object.assign(new Error("on purpose"), { code }));
        },
        "GET /after": ({ bypass, ...exchange }) => {
          bypass();
          exchange.response.writeHead(202).write("begun");
          const error = Object.assign(new Error("on purpose"), { code: "ECONNRESET" });
          setImmediate(() => exchange[which].destroy(error));
        },
      });
      const codes = ["ECONNRESET", "EPIPE", "HPE_INVALID_CONSTANT"];
      for (const path of [...codes.map((code) => `/before/${code}`), "/after"]) {
        const client = await kit.client(app);
        client.request("GET", path);
        await vi.waitFor(() => expect(client.closed).toBe(true));
      }
      await expectRequests(app, { "GET /before/:code 500": 3, "GET /after 202": 1 });
    },
  );

  test("records the status on the wire when the server destroys a response it has begun", async () => {
    const app = await kit.start({
      "GET /begun": ({ bypass, response }) => {
        bypass();
        response.writeHead(202).write("begun");
        setImmediate(() => response.destroy());
      },
    });
    const client = await kit.client(app);
    client.request("GET", "/begun");
    await expectRequests(app, { "GET /begun 202": 1 });
  });

  test("records the status on the wire when the handler changes it afterwards", async () => {
    const app = await kit.start({
      "GET /changed": ({ bypass, response }) => {
        bypass();
        response.writeHead(201).write("x");
        response.statusCode = 500;
        response.end();
      },
    });
    await send(app, "GET /changed");
    await expectRequests(app, { "GET /changed 201": 1 });
  });

  test("measures a stream to its end", async () => {
    const app = await kit.start({
      "GET /stream": ({ bypass, response }) => {
        bypass();
        response.writeHead(200);
        const chunks = ["a", "b", "c"];
        const next = () => {
          const chunk = chunks.shift();
          if (chunk === undefined) return response.end();
          response.write(chunk);
          return setTimeout(next, 20);
        };
        next();
      },
    });
    expect((await send(app, "GET /stream")).body).toBe("abc");
    await expectRequests(app, { "GET /stream 200": 1 });
    const { body } = await app.metrics.render({ names: ["http_request_duration_seconds_sum"] });
    const seconds = Number(/ ([\d.e-]+)\n$/.exec(body.toString())?.[1]);
    expect(seconds).toBeGreaterThan(0.05);
  });

  test("counts every request of a connection that is kept alive", async () => {
    const app = await kit.start({ "GET /ok": ({ send }) => send(200, "ok") });
    const client = await kit.client(app);
    for (let sent = 1; sent <= 5; sent++) {
      client.request("GET", "/ok");
      await vi.waitFor(() => expect(client.received.split("200 OK")).toHaveLength(sent + 1));
    }
    await expectRequests(app, { "GET /ok 200": 5 });
  });

  test("counts every pipelined request", async () => {
    const app = await kit.start({ "GET /ok": ({ send }) => send(200, "ok") });
    const client = await kit.client(app);
    for (let sent = 1; sent <= 20; sent++) client.request("GET", "/ok");
    await expectRequests(app, { "GET /ok 200": 20 });
  });

  test("counts pipelined requests whose turn never comes", async () => {
    const app = await kit.start({ "GET /hangs": never, "GET /ok": ({ send }) => send(200, "ok") });
    const client = await kit.client(app);
    client.request("GET", "/hangs").request("GET", "/ok").request("GET", "/ok");
    await vi.waitFor(async () => expect(await inFlight(app)).toBe(3));
    client.leave();
    await expectRequests(app, { "GET /hangs 499": 1, "GET /ok 499": 2 });
  });

  test("counts a request that expects 100-continue once", async () => {
    const app = await kit.start({
      "POST /upload": ({ bypass, request, response }) => {
        bypass();
        request.resume().on("end", () => response.end("ok"));
      },
    });
    const client = await kit.client(app);
    client.request("POST", "/upload", ["Content-Length: 4", "Expect: 100-continue"]);
    await vi.waitFor(() => expect(client.received).toContain("100 Continue"));
    client.send("body");
    await expectRequests(app, { "POST /upload 200": 1 });
  });

  test("records the final status after early hints", async () => {
    const app = await kit.start({
      "GET /hints": ({ bypass, response }) => {
        bypass();
        response.writeEarlyHints({ link: "</style.css>; rel=preload; as=style" });
        response.writeHead(200).end("ok");
      },
    });
    const client = await kit.client(app);
    client.request("GET", "/hints");
    await expectRequests(app, { "GET /hints 200": 1 });
    await vi.waitFor(() => expect(client.received).toContain("103 Early Hints"));
  });

  test("counts a response once that is ended twice", async () => {
    const app = await kit.start({
      "GET /twice": ({ bypass, response }) => {
        bypass();
        response.on("error", () => {});
        response.end("ok");
        response.end("again");
      },
    });
    await send(app, "GET /twice");
    await expectRequests(app, { "GET /twice 200": 1 });
  });

  test("counts a request that the server's own time limit ends", async () => {
    const app = await kit.start({ "GET /hangs": never });
    app.server.setTimeout(50);
    const client = await kit.client(app);
    client.request("GET", "/hangs");
    await vi.waitFor(() => expect(client.closed).toBe(true));
    await expectRequests(app, { "GET /hangs 500": 1 });
  });

  /** What the server answers past the framework, and the code it is recorded with. */
  test.each([
    ["comes too slowly", "Content-Length: 10", "", 408],
    ["cannot be parsed", CHUNKED, "not a size\r\n", 400],
    ["has too long chunk extensions", CHUNKED, `1;${LONG}\r\na\r\n`, 413],
    ["has too long trailers", CHUNKED, `1\r\na\r\n0\r\nX: ${LONG}\r\n\r\n`, 431],
  ])("records the code of the server itself when a body %s", async (_how, header, sent, code) => {
    const app = await kit.start(
      {
        "POST /upload/:id": ({ bypass, request }) => {
          bypass();
          request.on("error", () => {}).resume();
        },
      },
      {},
      { server: { requestTimeout: 100, headersTimeout: 100, connectionsCheckingInterval: 20 } },
    );
    const client = await kit.client(app);
    client.request("POST", "/upload/1", ["Content-Type: text/plain", header]).send(sent);
    await vi.waitFor(() => expect(client.closed).toBe(true), 5_000);
    // Fastify 4.0 answers both with 400.
    expect(client.received).toMatch(`HTTP/1.1 4`);
    await expectRequests(app, { [`POST /upload/:id ${code}`]: 1 });
  });

  test("lets go of pipelined requests as they end, not with their connection", async () => {
    const kept: WeakRef<object>[] = [];
    const app = await kit.start({
      "GET /ok": ({ request, send }) => {
        kept.push(new WeakRef(request));
        send(200, "ok");
      },
    });
    const client = await kit.client(app);
    for (let sent = 0; sent < 100; sent++) client.request("GET", "/ok");
    await expectRequests(app, { "GET /ok 200": 100 });
    await vi.waitFor(async () => {
      await collectGarbage();
      // The last ones may be on the stack still.
      expect(kept.filter((request) => request.deref() !== undefined).length).toBeLessThan(10);
    });
    expect(client.closed).toBe(false);
  });
}
