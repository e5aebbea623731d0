import { connect } from "node:net";

/** Sends the requests down one connection, without waiting between them; ends with the last answer. */
export async function pipeline(url: string, heads: readonly string[]): Promise<void> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).setEncoding("latin1");
  await new Promise<void>((resolve, reject) => {
    let received = "";
    socket.on("error", reject);
    socket.on("close", () => reject(new Error(`closed before ${heads.length} answers`)));
    // All of it, since a status line may come in two parts.
    socket.on("data", (text: string) => {
      received += text;
      if (received.split("HTTP/1.1 ").length > heads.length) socket.end(resolve);
    });
    socket.write(heads.map((head) => `${head} HTTP/1.1\r\nHost: localhost\r\n\r\n`).join(""));
  });
  socket.destroy();
}
