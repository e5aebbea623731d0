import { metrics } from "@routemetrics/express";
import express from "express";

export const app = express();
app.use(metrics({ groupBy: "path", maxSeries: 50 }));
app.use((_request, response) => void response.send("ok"));
