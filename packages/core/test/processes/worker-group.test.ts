import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ask, removeFolder, sampleOf, temporaryFolder, WorkerGroup } from "./worker-group.js";

let folder: string;
let group: WorkerGroup;
const ports = () => group.workers.map(({ own }) => own);

beforeEach(() => {
  folder = temporaryFolder();
  group = new WorkerGroup(folder);
});
afterEach(async () => {
  await group.stop();
  removeFolder(folder);
});

test("any worker answers for all", async () => {
  await group.start(3);
  for (const port of ports()) await ask(port);
  for (const port of ports()) {
    expect(await sampleOf(port, "requests_total")).toBe(3);
    expect(await sampleOf(port, "foreign_total")).toBe(3);
    expect(await sampleOf(port, "durations_count")).toBe(3);
    expect(await sampleOf(port, 'app_info{release="1"}')).toBe(1);
    expect(await sampleOf(port, "routemetrics_workers")).toBe(3);
    expect(await sampleOf(port, "routemetrics_workers_missing")).toBe(0);
  }
});

test("what was exposed stays when its worker is killed", async () => {
  await group.start(3);
  for (const port of ports()) await ask(port);
  const [first, , last] = group.workers;
  expect(await sampleOf(ports()[1] as number, "requests_total")).toBe(3);
  await group.kill(first?.pid as number);
  expect(await sampleOf(last?.own as number, "requests_total")).toBe(3);
  expect(await sampleOf(last?.own as number, "routemetrics_workers")).toBe(2);
});

test("a worker that exits loses nothing", async () => {
  await group.start(2);
  const [first, second] = group.workers;
  await ask(first?.own as number);
  await ask(first?.own as number, "/exit");
  await vi.waitFor(() => expect(group.workers).toHaveLength(1));
  expect(await sampleOf(second?.own as number, "requests_total")).toBe(1);
});
