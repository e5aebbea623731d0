import { fork } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { urlAt } from "./service.mjs";

const program = fileURLToPath(new URL("app-process.mjs", import.meta.url));
const CONNECTIONS = 8;

/** Starts an application in a process of its own; undefined when it does not run here. */
export async function startApp(framework, name, options) {
  const args = [framework, name, ...(options === undefined ? [] : [JSON.stringify(options)])];
  const child = fork(program, args, {
    execArgv: ["--expose-gc", "--min-semi-space-size=64", "--max-semi-space-size=64"],
    stdio: ["ignore", "ignore", process.env.BENCH_DEBUG ? "inherit" : "ignore", "ipc"],
  });
  const failed = once(child, "exit").then(() => undefined);
  const message = await Promise.race([once(child, "message"), failed]);
  if (message === undefined) return undefined;
  const { port } = message[0];
  const ask = async (what) => {
    child.send(what);
    const [{ answer }] = await once(child, "message");
    return answer;
  };
  return {
    /** CPU nanoseconds of a request within the process. */
    run: async (requests) => ((await ask({ ask: "run", requests })) / requests) * 1000,
    /** True when a path in its metrics is the route, as the application wrote it. */
    showsRoutes: () => ask({ ask: "showsRoutes" }),
    allocated: async (requests) => (await ask({ ask: "allocated", requests })) / requests,
    /** CPU nanoseconds of the application for a request over loopback. */
    async serve(requests) {
      const before = await ask({ ask: "cpu" });
      const each = requests / CONNECTIONS;
      const clients = Array.from({ length: CONNECTIONS }, (_, index) => talk(port, each, index));
      await Promise.all(clients);
      return (((await ask({ ask: "cpu" })) - before) / requests) * 1000;
    },
    stop: () => child.disconnect(),
  };
}

/** Asks one question after the other on one connection. */
function talk(port, requests, first) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let asked = 0;
    let text = "";
    const next = () => {
      if (asked === requests) socket.destroy();
      else socket.write(`GET ${urlAt(first + asked++)} HTTP/1.1\r\nhost: localhost\r\n\r\n`);
    };
    socket.setEncoding("latin1");
    socket.on("connect", next);
    socket.on("data", (chunk) => {
      text += chunk;
      if (!text.endsWith("}")) return;
      text = "";
      next();
    });
    socket.on("error", reject);
    socket.on("close", resolve);
  });
}
