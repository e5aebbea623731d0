import { connect } from "node:net";

/** Sends the requests down one connection, without waiting between them; ends with the last answer. */
export async function pipeline(url: string, heads: readonly string[]): Promise<void> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).setEncoding("latin1");
  await new Promise<void>((resolve, reject) => {
    let missing = heads.length;
    socket.on("error", reject);
    socket.on("data", (text: string) => {
      missing -= text.match(/HTTP\/1\.1 \d/g)?.length ?? 0;
      if (missing <= 0) socket.end(resolve);
    });
    socket.write(heads.map((head) => `${head} HTTP/1.1\r\nHost: localhost\r\n\r\n`).join(""));
  });
  socket.destroy();
}
