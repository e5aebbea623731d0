// A scraper in a thread of its own, so that reading the answers delays nobody else's requests.
// Its data: the port, and the path to ask for.
import { Agent, get } from "node:http";
import { setTimeout } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";

const agent = new Agent({ keepAlive: true });
for (;;) {
  await new Promise((resolve, reject) => {
    get({ ...workerData, agent }, (response) => response.resume().on("end", resolve)).on(
      "error",
      reject,
    );
  });
  parentPort.postMessage("scraped");
  await setTimeout(250);
}
