import { fork } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("app-process.mjs", import.meta.url));
const CONNECTIONS = 8;

/** Starts an application in a process of its own; undefined when it does not run here. */
export async function startApp(framework, name) {
  const child = fork(program, [framework, name], { stdio: ["ignore", "ignore", "ignore", "ipc"] });
  const failed = once(child, "exit").then(() => undefined);
  const message = await Promise.race([once(child, "message"), failed]);
  if (message === undefined) return undefined;
  const { port } = message[0];
  const cpu = async () => {
    child.send("cpu");
    const [answer] = await once(child, "message");
    return answer.cpu;
  };
  return {
    /** CPU microseconds of the application per request. */
    async cost(requests) {
      const before = await cpu();
      const each = requests / CONNECTIONS;
      await Promise.all(Array.from({ length: CONNECTIONS }, (_, index) => ask(port, each, index)));
      return (((await cpu()) - before) / requests) * 1000;
    },
    stop: () => child.disconnect(),
  };
}

/** Asks one question after the other on one connection. */
function ask(port, requests, first) {
  const { promise, resolve, reject } = Promise.withResolvers?.() ?? deferred();
  const socket = connect(port, "127.0.0.1");
  let asked = 0;
  let text = "";
  const next = () => {
    if (asked === requests) return socket.destroy();
    const route = (first + asked++) % 20;
    socket.write(`GET /api/v1/things${route}/7 HTTP/1.1\r\nhost: localhost\r\n\r\n`);
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
  return promise;
}

function deferred() {
  let settle;
  const promise = new Promise((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, ...settle };
}
