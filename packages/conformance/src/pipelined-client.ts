import { connect } from "node:net";

/** Sends requests, each a head without its end, down one connection, without waiting between them. */
export async function pipeline(url: string, heads: readonly string[]): Promise<void> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).resume();
  socket.write(`${heads.join("\r\n\r\n")}\r\nConnection: close\r\n\r\n`);
  await new Promise<void>((resolve, reject) => socket.on("error", reject).on("close", resolve));
}
