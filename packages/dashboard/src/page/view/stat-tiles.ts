import { formatCount, formatRate, formatSeconds, formatShare } from "../format.js";
import { quantile } from "../model/distribution.js";
import type { Runtime } from "../model/runtime.js";
import type { WindowView } from "../model/view-model.js";
import { h, setText } from "./element.js";

export interface StatTiles {
  readonly element: HTMLElement;
  update(view: WindowView, runtime: Runtime): void;
}

/** The numbers of all routes together. */
export function statTiles(): StatTiles {
  const requests = tile("Requests");
  const serverErrors = tile("Server errors");
  const clientErrors = tile("Client errors");
  const p50 = tile("Half are faster than");
  const p99 = tile("99 of 100 are faster than");
  const inFlight = tile("In flight now");
  const tiles = [requests, serverErrors, clientErrors, p50, p99, inFlight];
  return {
    element: h("dl", { class: "tiles" }, ...tiles.map(({ element }) => element)),
    update({ all, seconds }, runtime) {
      const share = (count: number) => (all.requests > 0 ? count / all.requests : undefined);
      requests.set(
        formatRate(seconds > 0 ? all.requests / seconds : 0),
        `${formatCount(all.requests)} in all`,
      );
      serverErrors.set(
        formatShare(share(all.serverErrors)),
        `${formatCount(all.serverErrors)} answers 5xx`,
      );
      serverErrors.element.dataset.state = all.serverErrors > 0 ? "bad" : "quiet";
      clientErrors.set(
        formatShare(share(all.clientErrors)),
        `${formatCount(all.clientErrors)} answers 4xx`,
      );
      p50.set(formatSeconds(quantile(all.latency, 0.5)), "p50 of all routes");
      p99.set(
        formatSeconds(quantile(all.latency, 0.99)),
        `p99; p90 is ${formatSeconds(quantile(all.latency, 0.9))}`,
      );
      inFlight.set(
        runtime.inFlight === undefined ? "–" : formatCount(runtime.inFlight),
        "being answered",
      );
    },
  };
}

function tile(name: string) {
  const value = h("dd", { class: "value" });
  const note = h("dd", { class: "note" });
  return {
    element: h("div", { class: "tile" }, h("dt", {}, name), value, note),
    set(valueText: string, noteText: string) {
      setText(value, valueText);
      setText(note, noteText);
    },
  };
}
