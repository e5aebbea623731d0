import { processMetrics, startServer } from "@routemetrics/core";
import { register } from "prom-client";
import { processRequest } from "./process-requests.js";

processMetrics(register);
const { url } = await startServer({ port: Number(process.env.PORT ?? 8000) });
console.log(url);
for (;;) await processRequest(1);
