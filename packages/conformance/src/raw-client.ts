import { connect, type Socket } from "node:net";

/** A connection that sends what it is told, and leaves when it is told. */
export class RawClient {
  readonly #socket: Socket;
  #received = "";

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding("latin1");
    socket.on("data", (text: string) => {
      this.#received += text;
    });
    // A server that ends the connection is what some cases are about.
    socket.on("error", () => {});
  }

  static async open(url: string): Promise<RawClient> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    return new RawClient(socket);
  }

  get received(): string {
    return this.#received;
  }

  get closed(): boolean {
    return this.#socket.destroyed;
  }

  send(text: string): this {
    this.#socket.write(text, "latin1");
    return this;
  }

  /** Sends a request without a body, or the head of one with further headers. */
  request(method: string, path: string, headers: readonly string[] = []): this {
    const lines = [`${method} ${path} HTTP/1.1`, "Host: localhost", ...headers];
    return this.send(`${lines.join("\r\n")}\r\n\r\n`);
  }

  /** Stops reading, so that what the server sends fills the buffers on the way. */
  stall(): this {
    this.#socket.pause();
    return this;
  }

  /** Ends the connection in order. */
  leave(): void {
    this.#socket.destroy();
  }

  /** Ends the connection with a reset. */
  reset(): void {
    this.#socket.resetAndDestroy();
  }
}
