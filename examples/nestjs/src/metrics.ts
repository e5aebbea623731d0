import { createMetrics } from "@routemetrics/core";

/** Made here, so that classes can use it in their decorators. */
export const m = createMetrics();
