// A service with a light route and many series. Its first argument says whose metrics it has.
//   node scrape-server.mjs ours|prom-client <series>
import { createServer } from "node:http";
import { setImmediate } from "node:timers/promises";
import { oursOf, theirsOf } from "./scraped.mjs";

const [, , whose, series] = process.argv;
const { handler, touchInTurns } =
  whose === "ours" ? oursOf(Number(series)) : theirsOf(Number(series));
const server = createServer(async (request, response) => {
  if (request.url === "/light") return response.end("ok");
  // As requests would do it: many in one go would hold up the light route, whoever counts them.
  for (const _ of touchInTurns()) await setImmediate();
  if (request.url === "/touch") return response.end();
  handler(request, response);
});
server.listen(0, "127.0.0.1", () => process.send(server.address().port));
process.on("disconnect", () => process.exit());
