// A service with a light route and many series. Its first argument says whose metrics it has.
import { createServer } from "node:http";
import { oursOf, theirsOf } from "./scraped.mjs";

const [, , whose, series] = process.argv;
const { handler, touch } = whose === "ours" ? oursOf(Number(series)) : theirsOf(Number(series));
const server = createServer((request, response) => {
  if (request.url !== "/metrics") return response.end("ok");
  touch(1);
  handler(request, response);
});
server.listen(0, "127.0.0.1", () => process.send(server.address().port));
process.on("disconnect", () => process.exit());
