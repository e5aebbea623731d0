import type { Measurement } from "./measurement.js";

/** Attaches an instrument to a request, as of the time when that began. */
type Attachment = (measurement: Measurement, since: number) => void;

/** The instruments that every measured request carries. */
export class DefaultInstruments {
  private readonly attachments = new Set<Attachment>();

  add(attach: Attachment): void {
    this.attachments.add(attach);
  }

  get isEmpty(): boolean {
    return this.attachments.size === 0;
  }

  /** Attaches them, once. Where the framework is not known yet they wait for it: their labels may ask it. */
  attachTo(measurement: Measurement): void {
    if (measurement.carriesDefaults === true || measurement.measured === false) return;
    measurement.carriesDefaults = true;
    // An iterator costs something even over nothing.
    if (this.isEmpty) return;
    for (const attach of this.attachments) attach(measurement, measurement.startedAt);
  }
}
