import type { CanActivate } from "@nestjs/common";
import type { Usable } from "@routemetrics/core";

/** Lets the requests of a route or controller meet an instrument: `@UseGuards(meet(m.doNotTrack()))`. */
export function meet(instrument: Usable): CanActivate {
  return {
    canActivate: (context) => {
      const http = context.switchToHttp();
      instrument(http.getRequest(), http.getResponse(), () => {});
      return true;
    },
  };
}
