import { rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";

/** What one member asks of another. */
export type Request =
  /** To write down what has changed. */
  | "write"
  /** To write down everything: its file is damaged. */
  | "rewrite"
  /** To show that it is not stuck; nobody has to live on for it. */
  | "answer";

/** How a member answered. */
export type Answer =
  | "written"
  /** It ended, or no longer takes part: what it has written is all there will be. */
  | "gone"
  /** It is there and did not do it in time. */
  | "missing";

/** Does what members ask, and answers when it is done. */
export async function answerMembers(
  path: string,
  write: (everything: boolean) => Promise<void>,
): Promise<Server> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", (data) => answer(socket, data.toString(), write));
  });
  // What a killed one left would be in the way.
  if (process.platform !== "win32") rmSync(path, { force: true });
  server.unref();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    // Not through the primary of a cluster, which may be busy.
    server.listen({ path, exclusive: true }, resolve);
  });
  server.on("error", () => {});
  return server;
}

const WRITTEN = "written" satisfies Answer;

async function answer(
  socket: Socket,
  request: string,
  write: (everything: boolean) => Promise<void>,
): Promise<void> {
  try {
    if (request !== "answer") await write(request === "rewrite");
    socket.end(WRITTEN);
  } catch {
    socket.destroy();
  }
}

/** Asks the member that listens there. */
export function askMember(path: string, request: Request, milliseconds: number): Promise<Answer> {
  return new Promise((resolve) => {
    let result: Answer = "missing";
    const socket = connect(path, () => socket.write(request));
    const timer = setTimeout(() => socket.destroy(), milliseconds);
    if (request === "answer") {
      socket.unref();
      timer.unref();
    }
    socket.on("data", (data) => {
      if (data.toString() === WRITTEN) result = WRITTEN;
    });
    socket.on("error", ({ code }: NodeJS.ErrnoException) => {
      if (code === "ECONNREFUSED" || code === "ENOENT") result = "gone";
    });
    socket.on("close", () => {
      clearTimeout(timer);
      resolve(result);
    });
  });
}
