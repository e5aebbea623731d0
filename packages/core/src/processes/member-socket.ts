import { rmSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";

/** How a member answered the request to write down what it has counted. */
export type Answer =
  | "written"
  /** It ended, or no longer takes part: what it has written is all there will be. */
  | "gone"
  /** It is there and did not do it in time. */
  | "missing";

const WRITTEN = "w";

/** Calls `write` whenever another member asks, and answers when it is done. */
export async function answerMembers(path: string, write: () => Promise<void>): Promise<Server> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    write().then(
      () => socket.end(WRITTEN),
      () => socket.destroy(),
    );
  });
  // What a killed one left would be in the way.
  if (process.platform !== "win32") rmSync(path, { force: true });
  server.unref();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, resolve);
  });
  server.on("error", () => {});
  return server;
}

/** Asks the member that listens there to write down what it has counted. */
export function askMember(path: string, milliseconds: number): Promise<Answer> {
  return new Promise((resolve) => {
    let answer: Answer = "missing";
    const socket = connect(path);
    const timer = setTimeout(() => socket.destroy(), milliseconds);
    socket.on("data", (data) => {
      if (data.toString() === WRITTEN) answer = "written";
    });
    socket.on("error", ({ code }: NodeJS.ErrnoException) => {
      if (code === "ECONNREFUSED" || code === "ENOENT") answer = "gone";
    });
    socket.on("close", () => {
      clearTimeout(timer);
      resolve(answer);
    });
  });
}
