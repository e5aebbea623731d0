import { metrics } from "@routemetrics/express";
import express from "express";

export const m = metrics({ endpoint: false });
export const app = express();
app.use(m);

/** Answers scrapes on a port that the outside does not reach. */
export const startScrapeServer = (port = 9464) => m.startServer({ host: "127.0.0.1", port });
