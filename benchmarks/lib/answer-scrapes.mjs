import { createServer, get } from "node:http";
import { longestStall } from "./stalls.mjs";

/** A server of its own for the scrapes of this process; `stall` is that of the last one that was watched. */
export async function answerScrapes(handler) {
  const answering = { port: 0, stall: undefined };
  const server = createServer(async (request, response) => {
    const answer = () =>
      new Promise((resolve) => {
        response.on("close", resolve);
        handler(request, response);
      });
    // To watch takes all the CPU time there is: what an answer takes is measured without.
    if (request.headers["x-watched"]) answering.stall = await longestStall(answer);
    else await answer();
  });
  // A port of its own, in the worker of a cluster too.
  server.listen({ port: 0, host: "127.0.0.1", exclusive: true });
  await new Promise((resolve) => server.once("listening", resolve));
  answering.port = server.address().port;
  return answering;
}

export function scrape(port, isWatched) {
  const headers = isWatched ? { "x-watched": "yes" } : {};
  return new Promise((resolve, reject) => {
    get({ port, path: "/metrics", headers, agent: false }, (response) => {
      response.resume().on("end", resolve);
    }).on("error", reject);
  });
}
