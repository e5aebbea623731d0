import { createRequire } from "node:module";
import { Duplex } from "node:stream";

// Required, not imported: OpenTelemetry patches what is required.
const { IncomingMessage, ServerResponse } = createRequire(import.meta.url)("node:http");

/** A connection that leads nowhere. */
class Nowhere extends Duplex {
  remoteAddress = "127.0.0.1";
  _read() {}
  _write(_chunk, _encoding, done) {
    done();
  }
  _writev(_chunks, done) {
    done();
  }
  setTimeout() {
    return this;
  }
}

const socket = new Nowhere();

/** One request to a server and its answer within the process: all of Node's server but parser and kernel. */
export function exchange(server, url) {
  return new Promise((resolve) => {
    const request = new IncomingMessage(socket);
    request.httpVersionMajor = 1;
    request.httpVersionMinor = 1;
    request.httpVersion = "1.1";
    request.method = "GET";
    request.url = url;
    request.rawHeaders = ["host", "localhost", "connection", "keep-alive", "user-agent", "bench"];
    request.complete = true;
    request.push(null);
    const response = new ServerResponse(request);
    response.shouldKeepAlive = true;
    response.assignSocket(socket);
    response.on("finish", () => {
      request._dump();
      response.detachSocket(socket);
      process.nextTick(closeResponse, response);
      setImmediate(resolve);
    });
    server.emit("request", request, response);
  });
}

/** As Node's server does after a response has finished. */
function closeResponse(response) {
  response.destroyed = true;
  response._closed = true;
  response.emit("close");
}
