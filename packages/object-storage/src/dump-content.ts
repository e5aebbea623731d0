import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { type Labels, type MetricFamily, streamOpenMetrics } from "@routemetrics/core";
import { encodeInPieces } from "./document.js";
import type { DumpFormat } from "./dump-id.js";
import { type ParsedFamily, type ParsedSample, parseOpenMetrics } from "./parse-openmetrics.js";
import { stampFamilies } from "./stamp-families.js";
import { TextChunks } from "./text-chunks.js";
import { startTurns } from "./turns.js";

const compress = promisify(gzip);

export interface DumpContentOptions {
  readonly format: DumpFormat;
  readonly gzip: boolean;
  readonly labels: Labels;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

/** The bytes of one dump. Lets the event loop turn however many series there are. */
export async function renderDump(
  families: readonly MetricFamily[],
  { format, gzip, labels, time }: DumpContentOptions,
): Promise<Uint8Array> {
  const stamped = await stampFamilies(families, labels, time / 1000);
  const chunks: Uint8Array[] = [];
  for await (const chunk of streamOpenMetrics(stamped)) chunks.push(chunk);
  const openMetrics = Buffer.concat(chunks);
  const content = format === "openmetrics" ? openMetrics : await convert(openMetrics, format, time);
  return gzip ? compress(content) : content;
}

interface JsonFamily extends ParsedFamily {
  readonly samples: object[];
}

/** Both JSON forms say what the text says, sample for sample. */
async function convert(text: Buffer, format: DumpFormat, time: number): Promise<Buffer> {
  const families: JsonFamily[] = [];
  const content = new TextChunks();
  const sample = (parsed: ParsedSample) => {
    const labels = Object.fromEntries(parsed.labels);
    const one = { name: parsed.name, labels, value: jsonValue(parsed.value) };
    if (format === "json") families.at(-1)?.samples.push(one);
    else content.add(`${JSON.stringify({ timestamp: time / 1000, ...one })}\n`);
  };
  const family = (parsed: ParsedFamily) => families.push({ ...parsed, samples: [] });
  const turn = startTurns();
  for (const _ of parseOpenMetrics(text.toString(), { family, sample })) await turn();
  if (format === "json") {
    for (const piece of encodeInPieces({ timestamp: time / 1000, families })) {
      content.add(piece);
      await turn();
    }
  }
  return content.take();
}

/** JSON has no NaN and no infinities: they become the strings that Prometheus uses. */
function jsonValue(text: string): number | string {
  return /NaN|Inf/.test(text) ? text : Number(text);
}
