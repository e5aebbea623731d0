import { randomBytes } from "node:crypto";
import { seededRandom } from "@routemetrics/conformance";
import { uncompressSync } from "snappy";
import snappyjs from "snappyjs";
import { expect, test } from "vitest";
import { compressSnappy } from "./snappy.js";

function expectRoundTrip(input: Uint8Array): void {
  const compressed = compressSnappy(input);
  const bySnappyjs = Buffer.from(snappyjs.uncompress(compressed));
  const bySnappy = uncompressSync(Buffer.from(compressed), { asBuffer: true }) as Buffer;
  if (!bySnappyjs.equals(input))
    throw new Error(`snappyjs reads ${input.length} bytes differently`);
  if (!bySnappy.equals(input)) throw new Error(`snappy reads ${input.length} bytes differently`);
}

test("3,000 inputs of every kind of repetition come back from two decoders", () => {
  const random = seededRandom(1);
  for (let round = 0; round < 3_000; round++) {
    const length = Math.floor(random() ** 3 * 9_000);
    const alphabet = 1 + Math.floor(random() ** 2 * 256);
    const input = new Uint8Array(length);
    for (let at = 0; at < length; ) {
      const run = Math.min(length - at, 1 + Math.floor(random() * 90));
      if (at > 0 && random() < 0.5) {
        const from = Math.floor(random() * at);
        for (let i = 0; i < run; i++) input[at + i] = input[from + i] as number;
      } else {
        for (let i = 0; i < run; i++) input[at + i] = Math.floor(random() * alphabet);
      }
      at += run;
    }
    expectRoundTrip(input);
  }
});

test.each([
  0, 1, 3, 4, 15, 16, 17, 59, 60, 61, 64, 67, 68, 255, 256, 257, 65_535, 65_536, 65_537, 200_000,
])("%i bytes come back, constant and random", (length) => {
  expectRoundTrip(new Uint8Array(length));
  expectRoundTrip(randomBytes(length));
});

test("every length of a copy comes back, near and far", () => {
  for (const distance of [5, 2_047, 2_048, 60_000]) {
    for (let length = 4; length < 200; length++) {
      const piece = randomBytes(length);
      expectRoundTrip(Buffer.concat([piece, randomBytes(distance), piece]));
    }
  }
});

test("text that repeats shrinks to a fraction", () => {
  const text = Buffer.from(
    'http_requests_total{method="GET",path="/users/:id",status="200"}\n'.repeat(500),
  );
  expect(compressSnappy(text).length).toBeLessThan(text.length / 15);
});
