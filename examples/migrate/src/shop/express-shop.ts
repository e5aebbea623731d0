import { setTimeout as sleep } from "node:timers/promises";
import express, { type Express, type NextFunction, type Request, type Response } from "express";
import { announce } from "./announce.js";

/** The service that each example measures: routes of every kind, then `listen`. */
export function openShop(app: Express): void {
  const reports = express.Router();
  reports.get("/daily", (_request, response) => void response.json({ sold: 12 }));
  reports.get("/broken", () => {
    throw new Error("No report.");
  });

  app.get("/", (_request, response) => void response.send("Welcome to the shop."));
  app.get("/orders", (_request, response) => void response.json([{ id: 1 }, { id: 2 }]));
  app.post("/orders", express.json(), (request, response) => {
    response.status(201).json(request.body);
  });
  app.get("/users/:id", (request, response) => void response.json({ id: request.params.id }));
  app.get("/slow", async (_request, response) => {
    await sleep(150);
    response.send("That took a while.");
  });
  app.get("/export", async (_request, response) => {
    response.write("id,article\n");
    await sleep(50);
    response.end("1,tea\n");
  });
  app.get("/gone", (_request, response) => void response.status(410).send("Sold out."));
  app.get("/fail", () => {
    throw new Error("Out of order.");
  });
  app.use("/reports", reports);
  app.use("/branches/:branch", reports);
  app.use((_error: Error, _request: Request, response: Response, _next: NextFunction) => {
    response.status(500).send("Sorry.");
  });
  const server = app.listen(Number(process.env.PORT ?? 3000), "127.0.0.1", () => announce(server));
}
