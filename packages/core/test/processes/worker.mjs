import { createServer } from "node:http";
import {
  Counter,
  createMetrics,
  Gauge,
  gather,
  Histogram,
  isFollower,
  onlyOneWorker,
} from "@routemetrics/core";
import { Counter as ForeignCounter } from "prom-client";

const { DIRECTORY: directory, CLOCK_AHEAD, AS_USER } = process.env;
if (AS_USER) {
  process.setgid(Number(AS_USER));
  process.setuid(Number(AS_USER));
}
let ahead = Number(CLOCK_AHEAD ?? 0);
const rightTime = Date.now;
Date.now = () => rightTime() + ahead * 1000;
const warnings = [];
const m = createMetrics({
  processMetrics: process.env.PROCESS_METRICS === "yes",
  logger: { warn: (message) => warnings.push(message) },
  ...(directory && {
    aggregate: { directory, ...(process.env.ADD_UP && { processMetrics: "sum" }) },
  }),
});
const requests = new Counter({ name: "requests_total", help: "Requests." });
const durations = new Histogram({ name: "durations", help: "Durations.", nativeHistogram: true });
const foreign = new ForeignCounter({ name: "foreign_total", help: "By prom-client." });
const inProgress = new Gauge({ name: "in_progress", help: "Now." });
const many = new Counter({
  name: "many_total",
  help: "Many.",
  labelNames: ["of"],
  maxSeries: Infinity,
});
const level = (aggregation, liveOnly) =>
  new Gauge({ name: `level_${aggregation}`, help: "A level.", aggregation, liveOnly });
const levels = ["sum", "min", "max", "first", "mostRecent", "perWorker"].map((aggregation) =>
  level(aggregation, false),
);
m.info("app_info", "The application.", { release: "1" });

const scrape = m.handler();
const answer = async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, "http://localhost");
  if (pathname === "/metrics") return scrape(request, response);
  if (pathname === "/leader") return response.end(String(m.isLeader()));
  if (pathname === "/once") {
    const registry = onlyOneWorker(m);
    const { families } = await gather(registry);
    return response.end(JSON.stringify({ isFollower: isFollower(registry), families }));
  }
  if (pathname === "/families") {
    const { families } = await m.gather();
    return response.end(JSON.stringify(families));
  }
  if (pathname === "/change-folder") {
    process.chdir("/");
    return response.end();
  }
  if (pathname === "/clock") {
    ahead = Number(searchParams.get("ahead"));
    return response.end();
  }
  if (pathname === "/warnings") return response.end(JSON.stringify(warnings));
  if (pathname === "/memory-used") return response.end(String(process.memoryUsage().rss));
  if (pathname === "/memory") {
    globalThis.gc?.();
    return response.end(String(process.memoryUsage().heapUsed));
  }
  if (pathname === "/many") {
    const count = Number(searchParams.get("count"));
    for (let of = 0; of < count; of++) many.labels({ of }).inc();
  } else if (pathname === "/level") {
    for (const one of levels) one.set(Number(searchParams.get("value")));
  } else if (pathname === "/begin") inProgress.inc();
  else if (pathname === "/exit") response.on("close", () => process.exit());
  else {
    requests.inc();
    foreign.inc();
    durations.observe(Math.random() / 3);
  }
  response.end(String(process.pid));
};

const own = createServer(answer);
own.listen({ port: 0, host: "127.0.0.1", exclusive: true }, () => {
  const shared = createServer(answer).listen(Number(process.env.PORT), "127.0.0.1", async () => {
    // From now on the others know this worker.
    await m.render();
    const ports = { port: shared.address().port, own: own.address().port };
    process.send({ ready: { pid: process.pid, ...ports } });
  });
});
