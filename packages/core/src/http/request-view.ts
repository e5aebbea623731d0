import type { RequestInstrument } from "./measurement.js";

/** What a request shows at one place of an application. */
export interface RequestView {
  /** Turns the request into that, and, called again, back. Must not throw. */
  swap(request: unknown): void;
}

/** The instrument, with label functions that see the request as this view has it. */
export function seenThrough(view: RequestView, instrument: RequestInstrument): RequestInstrument {
  return {
    end: (measurement, excluded) => {
      view.swap(measurement.request);
      try {
        instrument.end(measurement, excluded);
      } finally {
        view.swap(measurement.request);
      }
    },
  };
}
