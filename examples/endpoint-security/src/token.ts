import { createHash, timingSafeEqual } from "node:crypto";
import { metrics } from "@routemetrics/express";
import express, { type RequestHandler } from "express";

const digest = (text: string) => createHash("sha256").update(text).digest();
const { METRICS_TOKEN } = process.env;
if (!METRICS_TOKEN) throw new Error("METRICS_TOKEN is not set");
const expected = digest(`Bearer ${METRICS_TOKEN}`);

/** Lets scrapes with the token pass; takes equally long whatever is wrong. */
const onlyWithToken: RequestHandler = (request, response, next) => {
  if (timingSafeEqual(digest(request.headers.authorization ?? ""), expected)) next();
  else response.sendStatus(401);
};

export const app = express();
app.use(metrics({ guard: onlyWithToken }));
