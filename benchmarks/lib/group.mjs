import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

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
  return {
    /** Counts one more request in a part of the series of each worker. */
    touch: (part) => tell("touch", { part }),
    /** CPU nanoseconds of one recording. */
    record: (requests) => tell("record", { requests }),
    /** CPU milliseconds that all processes have used. */
    usage: () => tell("usage"),
    /** Answers one scrape for all; how long the event loop that did it stood still. */
    scrape: () => tell("scrape"),
    stop: async () => {
      primary.disconnect();
      await once(primary, "exit");
    },
  };
}
