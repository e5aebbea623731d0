import { Counter, Gauge, Histogram } from "@routemetrics/core";
import { pushgateway, pushOnExit } from "@routemetrics/push";
import { register } from "prom-client";

const gateway = pushgateway({
  url: process.env.PUSHGATEWAY ?? "http://127.0.0.1:9091",
  job: "nightly-import",
  format: "protobuf",
});
pushOnExit(gateway, register);

const rows = new Counter({ name: "import_rows_total", help: "Rows imported." });
const seconds = new Histogram({ name: "import_batch_seconds", help: "Time of one batch." });
const success = new Gauge({
  name: "import_last_success_timestamp_seconds",
  help: "When the import last succeeded.",
});

const importBatch = seconds.time(async (size: number) => {
  await new Promise((resolve) => setTimeout(resolve, 10));
  rows.inc(size);
});

for (const size of [100, 100, 42]) await importBatch(size);
success.set(Date.now() / 1000);
