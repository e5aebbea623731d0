import type { MetricType, Series } from "../metric-family.js";
import { ByteWriter, formatNumber } from "./byte-writer.js";
import type { ExposedFamily, FamilyWriter } from "./exposed-family.js";
import { escapeHelp } from "./label-text.js";
import { SampleWriter } from "./sample-writer.js";

const TYPE_NAMES: Readonly<Partial<Record<MetricType, string>>> = {
  info: "gauge",
  stateset: "gauge",
  unknown: "untyped",
};

/** Writes the text format 0.0.4: no exemplars, no created times, `le` in the digits prom-client uses. */
export class TextWriter implements FamilyWriter {
  readonly #out = new ByteWriter();
  readonly #samples = new SampleWriter(this.#out, {
    float: formatNumber,
    timestamp: (seconds) => Math.round(seconds * 1000),
    allowNegative: true,
    exemplars: false,
    created: false,
  });

  get isFull(): boolean {
    return this.#out.isFull;
  }

  writeFamilyHeader({ family, name, type }: ExposedFamily): void {
    this.#out.text(
      `# HELP ${name} ${escapeHelp(family.help)}\n# TYPE ${name} ${TYPE_NAMES[type] ?? type}\n`,
    );
  }

  writeSeries(exposed: ExposedFamily, series: Series): void {
    this.#samples.write(exposed, series);
  }

  endFamily(): void {}

  end(): void {}

  take(): Buffer {
    return this.#out.take();
  }
}
