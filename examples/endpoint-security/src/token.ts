import { createHash, timingSafeEqual } from "node:crypto";
import { metrics } from "@routemetrics/express";
import express from "express";

const digest = (text = "") => createHash("sha256").update(text).digest();
const { METRICS_TOKEN } = process.env;
if (!METRICS_TOKEN) throw new Error("METRICS_TOKEN is not set");
const expected = digest(`Bearer ${METRICS_TOKEN}`);

export const app = express();
app.use(
  metrics({
    // Lets scrapes with the token pass; takes equally long whatever is wrong.
    guard: (request, response, next) => {
      if (timingSafeEqual(digest(request.headers.authorization), expected)) next();
      else response.sendStatus(401);
    },
  }),
);
