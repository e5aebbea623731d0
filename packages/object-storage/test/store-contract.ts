import { randomBytes } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { ObjectStore } from "../src/index.js";

const all = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const result: T[] = [];
  for await (const item of items) result.push(item);
  return result;
};

const bytes = (text: string) => new TextEncoder().encode(text);

/** What every store does. `open` gives a store on the same place with another prefix. */
export function testStore(name: string, open: (prefix: string) => ObjectStore): void {
  describe(`a store on ${name}`, () => {
    let store: ObjectStore;
    beforeAll(async () => {
      store = open("contract");
      await store.connect();
    });

    test("gives back the bytes it was given", async () => {
      const blob = randomBytes(300_000);
      await store.storeBlob(blob, "blobs/random");
      expect(Buffer.compare(await store.retrieveBlob("blobs/random"), blob)).toBe(0);
      await store.storeBlob(bytes(""), "blobs/empty");
      expect(await store.retrieveBlob("blobs/empty")).toHaveLength(0);
    });

    test("replaces an object under the same id", async () => {
      await store.storeBlob(bytes("a longer first version"), "replaced");
      await store.storeBlob(bytes("second"), "replaced");
      expect(Buffer.from(await store.retrieveBlob("replaced")).toString()).toBe("second");
    });

    test("keeps documents, floats that are no numbers included", async () => {
      const document = {
        b: [1, 2.5, null, true],
        a: { é: "ünï ✓ 😀", nan: Number.NaN, inf: -Infinity },
      };
      await store.storeDocument(document, "documents/one.json");
      expect(await store.retrieveDocument("documents/one.json")).toEqual(document);
    });

    test("uploads local files, small ones and large ones", async () => {
      const path = join(mkdtempSync(join(tmpdir(), "upload-")), "file");
      for (const size of [0, 1000, 9 * 1024 * 1024]) {
        const content = randomBytes(size);
        writeFileSync(path, content);
        await store.storeFile(path, "files/one");
        expect(Buffer.compare(await store.retrieveBlob("files/one"), content)).toBe(0);
      }
      await expect(store.storeFile(`${path}-missing`, "files/two")).rejects.toThrow(/-missing/);
      expect(await store.exists("files/two")).toBe(false);
    });

    test.each(["plain", "a b+c&d%e", "ünï/✓😀", "x=1,y=2/(z)!*'", "dots.../..a"])(
      "takes %j for an id",
      async (id) => {
        await store.storeBlob(bytes(id), `ids/${id}`);
        expect(Buffer.from(await store.retrieveBlob(`ids/${id}`)).toString()).toBe(id);
        expect(await all(store.list(`ids/${id}`))).toEqual([`ids/${id}`]);
        expect(await store.exists(`ids/${id}`)).toBe(true);
        await store.delete(`ids/${id}`);
        expect(await store.exists(`ids/${id}`)).toBe(false);
      },
    );

    test.each(["", "/a", "a/", "a//b", "../a", "a/../b", ".", "a\\b", "a\0b", "\ud800"])(
      "refuses %j for an id",
      async (id) => {
        await expect(store.storeBlob(bytes(""), id)).rejects.toMatchObject({
          code: "RM_ERR_INVALID_NAME",
        });
        await expect(store.retrieveBlob(id)).rejects.toMatchObject({ code: "RM_ERR_INVALID_NAME" });
      },
    );

    test("says which object is not there", async () => {
      const missing = {
        code: "RM_ERR_STORAGE_NOT_FOUND",
        message: expect.stringContaining("nowhere/x"),
      };
      await expect(store.retrieveBlob("nowhere/x")).rejects.toMatchObject(missing);
      await expect(store.retrieveDocument("nowhere/x")).rejects.toMatchObject(missing);
      expect(await store.exists("nowhere/x")).toBe(false);
      expect(await store.exists("nowhere")).toBe(false);
      await store.delete("nowhere/x");
    });

    test("lists page after page, by prefix, in the order of bytes", async () => {
      const listed = open("listing");
      const ids = Array.from(
        { length: 1203 },
        (_, index) => `many/${String(index).padStart(5, "0")}`,
      );
      const odd = ["z", "a-b", "a.b/c", "a/b", "a0", "\uffee", "😀"];
      for (let start = 0; start < ids.length; start += 50) {
        await Promise.all(
          ids.slice(start, start + 50).map((id) => listed.storeBlob(bytes(""), id)),
        );
      }
      for (const id of odd) await listed.storeBlob(bytes(""), id);
      expect(await all(listed.list("many/"))).toEqual(ids);
      expect(await all(listed.list("many/0120"))).toEqual(ids.slice(1200));
      expect(await all(listed.list("a"))).toEqual(["a-b", "a.b/c", "a/b", "a0"]);
      expect((await all(listed.list())).slice(-3)).toEqual(["z", "\uffee", "😀"]);
      expect(await all(listed.list("nothing/like/this"))).toEqual([]);
      expect(await all(open("elsewhere").list())).toEqual([]);
    });

    test("iterates over documents and reports the one that is none", async () => {
      const mixed = open("mixed");
      await mixed.storeDocument({ n: 1 }, "1.json");
      await mixed.storeBlob(bytes('{"n": 2'), "2.json");
      await mixed.storeDocument({ n: 3 }, "3.json");
      expect(await all(mixed.iterate())).toEqual([
        { id: "1.json", document: { n: 1 } },
        {
          id: "2.json",
          error: expect.objectContaining({
            code: "RM_ERR_STORAGE_DOCUMENT",
            message: expect.stringContaining("mixed/2.json"),
          }),
        },
        { id: "3.json", document: { n: 3 } },
      ]);
    });
  });
}
