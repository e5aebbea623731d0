import { metrics } from "@routemetrics/express";
import express from "express";

export const options: NonNullable<Parameters<typeof metrics>[0]> = {
  exemplars: (request) => {
    const id = request.get("x-request-id");
    return id === undefined ? undefined : { request_id: id };
  },
};

export const app: express.Express = express();
app.use(metrics(options));
app.get("/orders", (_request, response) => void response.send("ok"));
