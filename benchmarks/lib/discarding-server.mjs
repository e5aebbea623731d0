// Answers of an http server without a network: what the client would read is counted and dropped.
import { createServer } from "node:http";
import { Socket } from "node:net";

class DiscardingSocket extends Socket {
  bytes = 0;

  _read() {}

  _write(chunk, _encoding, done) {
    this.bytes += chunk.length;
    setImmediate(done);
  }

  _writev(chunks, done) {
    for (const { chunk } of chunks) this.bytes += chunk.length;
    setImmediate(done);
  }
}

/** A function that gets `/metrics` with some headers and gives the number of bytes that were sent. */
export function discardingServer(handler) {
  const server = createServer((request, response) => {
    response.on("finish", () => setImmediate(() => request.socket.answered()));
    handler(request, response);
  });
  return (headers = {}) =>
    new Promise((resolve) => {
      const socket = new DiscardingSocket();
      socket.answered = () => {
        resolve(socket.bytes);
        socket.destroy();
      };
      server.emit("connection", socket);
      const lines = Object.entries({ host: "a", ...headers }).map((pair) => pair.join(": "));
      socket.push(`GET /metrics HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
    });
}
