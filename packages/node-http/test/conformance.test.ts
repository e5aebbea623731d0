import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  type AdapterUnderTest,
  type Exchange,
  type KitHook,
  type KitRoutes,
  stepsOf,
  testAdapter,
} from "@routemetrics/conformance";
import { type Listener, metrics, setRoute } from "@routemetrics/node-http";

const adapter: AdapterUnderTest = {
  wrongMethodCode: 404,
  answersOptions: false,
  refuse: (response, code) => {
    (response as ServerResponse).writeHead(code).end();
  },
  start: async ({ options, routes, before = passOn, server: limits = {} }) => {
    const m = metrics(options as never);
    const listener = behind([before], m(router(routes(m as never))));
    const server = createServer(limits, (request, response) =>
      answerErrors(listener, request, response),
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      server,
      metrics: m as never,
      close: async () => {
        server.closeAllConnections();
        server.close();
      },
    };
  },
};

const passOn: KitHook = (_request, _response, next) => void next();

/** A listener behind hooks that call what comes next. */
function behind(hooks: readonly KitHook[], listener: Listener): Listener {
  return hooks.reduceRight<Listener>(
    (next, hook) => (request, response) =>
      new Promise((resolve, reject) => {
        hook(request as never, response as never, async () => {
          try {
            resolve(await next(request, response));
          } catch (error) {
            reject(error);
          }
        });
      }),
    listener,
  );
}

/** The kind of router that services write by hand. */
function router(routes: KitRoutes) {
  const table = Object.entries(routes).map(([methodAndPath, entry]) => {
    const [method, template] = methodAndPath.split(" ") as [string, string];
    const [hooks, route] = stepsOf(entry);
    const handler = behind(hooks, (request, response) => route(exchangeOf(request, response)));
    return { method, template, pattern: patternOf(template), handler };
  });
  return (request: IncomingMessage, response: ServerResponse): unknown => {
    const path = request.url?.split("?")[0] ?? "";
    const method = request.method === "HEAD" ? "GET" : request.method;
    const matched = table.find((one) => one.method === method && one.pattern.test(path));
    if (matched === undefined) return response.writeHead(404).end();
    setRoute(request, matched.template);
    const { groups } = matched.pattern.exec(path) as RegExpExecArray;
    return matched.handler(Object.assign(request, { params: groups }), response);
  };
}

function patternOf(template: string): RegExp {
  return new RegExp(`^${template.replace(/:(\w+)/g, "(?<$1>[^/]+)")}$`);
}

function exchangeOf(request: IncomingMessage, response: ServerResponse): Exchange {
  return {
    request,
    response,
    bypass: () => {},
    send: (code, body = "") => {
      response.writeHead(code).end(body);
    },
  };
}

/** What stands around the measured listener, since Node ends the process at an error. */
async function answerErrors(
  listener: Listener,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    await listener(request, response);
  } catch (error) {
    response.writeHead((error as { statusCode?: number }).statusCode ?? 500).end();
  }
}

testAdapter("node:http", adapter);
