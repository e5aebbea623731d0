import { expect, test } from "vitest";
import { HISTORY_SECONDS, History, type Snapshot } from "./history.js";
import type { HttpSeries } from "./http-series.js";
import { viewWindow } from "./view-model.js";

const series = (path: string, status: string, requests: number): [string, HttpSeries] => [
  `${path} ${status}`,
  {
    method: "GET",
    path,
    status,
    requests,
    exceptions: 0,
    seconds: requests / 10,
    requestBytes: 0,
    responseBytes: 0,
  },
];
const snapshot = (at: number, list: [string, HttpSeries][], startedAt = 0): Snapshot => ({
  at,
  startedAt,
  series: new Map(list),
  runtime: {},
});

test("what happened between two scrapes is the difference", () => {
  const history = new History();
  history.add(snapshot(5000, [series("/", "200", 10)]));
  history.add(snapshot(5005, [series("/", "200", 14), series("/", "500", 1)]));
  const { routes, all, seconds } = viewWindow(history, 900);
  expect(routes).toMatchObject([{ path: "/", requests: 5, serverErrors: 1 }]);
  expect([all.requests, seconds]).toEqual([5, 5]);
});

test("a young process is known whole from its first scrape", () => {
  const history = new History();
  history.add(snapshot(1060, [series("/", "200", 30)], 1000));
  expect(viewWindow(history, 900)).toMatchObject({
    seconds: 60,
    sinceStart: true,
    all: { requests: 30 },
  });
  history.add(snapshot(1065, [series("/", "200", 31)], 1000));
  expect(viewWindow(history, 900)).toMatchObject({
    seconds: 65,
    sinceStart: true,
    all: { requests: 31 },
  });
});

test("an old process shows its whole life until there are two scrapes", () => {
  const history = new History();
  history.add(snapshot(5000, [series("/", "200", 10)]));
  expect(viewWindow(history, 900)).toMatchObject({
    seconds: 5000,
    sinceStart: true,
    all: { requests: 10 },
  });
});

test("after a restart the counts begin at zero and none is negative", () => {
  const history = new History();
  history.add(snapshot(5000, [series("/", "200", 10)], 10));
  history.add(snapshot(5005, [series("/", "200", 12)], 10));
  history.add(snapshot(5010, [series("/", "200", 20)], 5007));
  expect(history.events).toEqual([{ at: 5010, kind: "restart" }]);
  expect(viewWindow(history, 900).all.requests).toBe(22);
});

test("after a restart that is busier than before, nothing is left out", () => {
  const history = new History();
  history.add(snapshot(5000, [series("/", "200", 10), series("/a", "200", 1)], 10));
  history.add(snapshot(5010, [series("/", "200", 50)], 5001));
  expect(history.events).toEqual([{ at: 5010, kind: "restart" }]);
  expect(viewWindow(history, 900).all.requests).toBe(50);
});

test("a worker that ends while others hold its counts is no restart", () => {
  const history = new History();
  history.add(snapshot(5000, [series("/", "200", 10)], 10));
  history.add(snapshot(5005, [series("/", "200", 12)], 4000));
  expect(history.events).toEqual([]);
  expect(viewWindow(history, 900).all.requests).toBe(2);
});

test("a series that falls was reset, and holds what happened since", () => {
  const history = new History();
  history.add(snapshot(5000, [series("/", "200", 10), series("/a", "200", 1)]));
  history.add(snapshot(5005, [series("/", "200", 3), series("/a", "200", 2)]));
  expect(history.events).toEqual([{ at: 5005, kind: "reset" }]);
  expect(viewWindow(history, 900).all.requests).toBe(4);
});

test("failed scrapes leave a gap, and nothing is lost in it", () => {
  const history = new History();
  history.add(snapshot(5000, [series("/", "200", 10)]));
  history.scrapeFailed();
  history.add(snapshot(5030, [series("/", "200", 40)]));
  expect(history.intervals).toMatchObject([{ gap: true, from: 5000, to: 5030 }]);
  expect(viewWindow(history, 900).all.requests).toBe(30);
});

test("the window is no longer than 15 minutes", () => {
  const history = new History();
  for (let at = 5000; at <= 8000; at += 10) history.add(snapshot(at, [series("/", "200", at)]));
  expect(viewWindow(history, HISTORY_SECONDS)).toMatchObject({
    seconds: 900,
    all: { requests: 900 },
  });
  expect(viewWindow(history, 60)).toMatchObject({ seconds: 60, all: { requests: 60 } });
  expect(viewWindow(history, "start")).toMatchObject({ seconds: 8000, all: { requests: 8000 } });
});
