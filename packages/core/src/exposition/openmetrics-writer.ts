import type { Series } from "../metric-family.js";
import { ByteWriter } from "./byte-writer.js";
import { canonicalFloat } from "./canonical-float.js";
import type { ExposedFamily } from "./exposed-family.js";
import type { FamilyWriter } from "./family-writer.js";
import { escapeLabelValue } from "./label-text.js";
import { SampleWriter } from "./sample-writer.js";

/** Writes OpenMetrics 1.0. */
export class OpenMetricsWriter implements FamilyWriter {
  readonly out: ByteWriter = new ByteWriter();
  readonly headHasLength = false;
  readonly #samples: SampleWriter;

  constructor(created: boolean) {
    this.#samples = new SampleWriter(this.out, {
      float: canonicalFloat,
      timestamp: (seconds) => seconds,
      allowNegative: false,
      exemplars: true,
      created,
    });
  }

  writeHead({ family, name, type }: ExposedFamily): void {
    const { help, unit } = family;
    this.out.text(`# TYPE ${name} ${type}\n`);
    // A unit that the name does not end with, or on these types, makes the whole text invalid.
    if (unit && name.endsWith(`_${unit}`) && type !== "info" && type !== "stateset") {
      this.out.text(`# UNIT ${name} ${unit}\n`);
    }
    this.out.text(`# HELP ${name} ${escapeLabelValue(help)}\n`);
  }

  writeSeries(exposed: ExposedFamily, series: Series): void {
    this.#samples.write(exposed, series);
  }

  rewriteSeries(exposed: ExposedFamily, series: Series, start: number, end: number): void {
    this.#samples.rewrite(exposed, series, start, end);
  }

  writeEnd(): void {
    this.out.text("# EOF\n");
  }
}
