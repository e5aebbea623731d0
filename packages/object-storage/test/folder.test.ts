import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { objectStore } from "../src/index.js";

const directory = mkdtempSync(join(tmpdir(), "folder-"));
afterAll(() => rmSync(directory, { recursive: true }));
const store = objectStore({ directory });

test("an object that is still being written is invisible, and so is one that never was finished", async () => {
  const signal = AbortSignal.abort();
  await expect(store.storeBlob(Buffer.alloc(1_000_000), "cut", { signal })).rejects.toThrow(/cut/);
  mkdirSync(join(directory, ".unfinished"), { recursive: true });
  writeFileSync(join(directory, ".unfinished", "killed"), "half");
  for await (const id of store.list()) expect.unreachable(id);
  expect(await store.exists("cut")).toBe(false);
});

test("readers of a file that is replaced see one version or the other", async () => {
  const versions = ["a", "b"].map((letter) => Buffer.alloc(200_000, letter));
  await store.storeBlob(versions[0] as Buffer, "busy");
  const writing = (async () => {
    for (let round = 0; round < 50; round += 1)
      await store.storeBlob(versions[round % 2] as Buffer, "busy");
  })();
  for (let round = 0; round < 100; round += 1) {
    const seen = Buffer.from(await store.retrieveBlob("busy"));
    expect(versions.some((version) => version.equals(seen))).toBe(true);
  }
  await writing;
});

test("what killed writers left behind goes a day later", async () => {
  const unfinished = join(directory, ".unfinished");
  mkdirSync(unfinished, { recursive: true });
  for (const name of ["old", "new"]) writeFileSync(join(unfinished, name), "");
  const twoDaysAgo = new Date(Date.now() - 2 * 86_400_000);
  utimesSync(join(unfinished, "old"), twoDaysAgo, twoDaysAgo);
  await store.connect();
  expect(readdirSync(unfinished)).toContain("new");
  expect(readdirSync(unfinished)).not.toContain("old");
});

test("a file in the place of the folder is its own error", async () => {
  writeFileSync(join(directory, "file"), "");
  const broken = objectStore({ directory: join(directory, "file") });
  await expect(broken.connect()).rejects.toMatchObject({ code: "RM_ERR_STORAGE_BUCKET" });
  await expect(store.storeBlob(Buffer.from(""), "file/below")).rejects.toThrow(/file\/below/);
});

test.skipIf(!existsSync("/proc/self"))(
  "where the system makes no folders, that is said",
  async () => {
    const store = objectStore({ directory: "/proc/nothing/here" });
    await expect(store.connect()).rejects.toMatchObject({
      code: "RM_ERR_STORAGE",
      message: expect.stringContaining("ENOENT"),
    });
  },
);
