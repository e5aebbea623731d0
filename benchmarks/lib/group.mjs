import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { scrape } from "./answer-scrapes.mjs";

const program = fileURLToPath(new URL("group-member.mjs", import.meta.url));

/** A cluster that was started, and has as many series in each worker. */
export async function startGroup(whose, workers, series) {
  const primary = fork(program, [whose, String(workers), String(series)]);
  await once(primary, "message");
  const tell = async (name, order = {}) => {
    primary.send({ name, ...order });
    const [answer] = await once(primary, "message");
    return answer;
  };
  const port = await tell("port");
  return {
    /** Counts one more request in a part of the series of each worker. */
    touch: (part) => tell("touch", { part }),
    /** CPU nanoseconds of one recording. */
    record: (requests) => tell("record", { requests }),
    /** CPU milliseconds that all processes have used. */
    usage: () => tell("usage"),
    /** One scrape for all, over http. */
    scrape: () => scrape(port, false),
    /** The same; how long the event loop that answered stood still. */
    watchedScrape: async () => {
      await scrape(port, true);
      return tell("stall");
    },
    stop: async () => {
      primary.disconnect();
      await once(primary, "exit");
    },
  };
}
