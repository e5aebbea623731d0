import type { MetricType, Series } from "../metric-family.js";
import { ByteWriter, formatNumber } from "./byte-writer.js";
import type { ExposedFamily } from "./exposed-family.js";
import type { FamilyWriter } from "./family-writer.js";
import { escapeHelp } from "./label-text.js";
import { SampleWriter } from "./sample-writer.js";

const TYPE_NAMES: Readonly<Partial<Record<MetricType, string>>> = {
  info: "gauge",
  stateset: "gauge",
  unknown: "untyped",
};

/** Writes the text format 0.0.4: no exemplars, no created times, `le` in the digits prom-client uses. */
export class TextWriter implements FamilyWriter {
  readonly out: ByteWriter = new ByteWriter();
  readonly headHasLength = false;
  readonly #samples = new SampleWriter(this.out, {
    float: formatNumber,
    timestamp: (seconds) => Math.round(seconds * 1000),
    allowNegative: true,
    exemplars: false,
    created: false,
  });

  writeHead({ family, name, type }: ExposedFamily): void {
    this.out.text(
      `# HELP ${name} ${escapeHelp(family.help)}\n# TYPE ${name} ${TYPE_NAMES[type] ?? type}\n`,
    );
  }

  writeSeries(exposed: ExposedFamily, series: Series): void {
    this.#samples.write(exposed, series);
  }

  rewriteSeries(exposed: ExposedFamily, series: Series, start: number, end: number): void {
    this.#samples.rewrite(exposed, series, start, end);
  }

  writeEnd(): void {}
}
