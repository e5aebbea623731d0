import type { Labels } from "../metric-family.js";

interface SpanContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: number;
}

interface Span {
  spanContext(): SpanContext;
}

interface OpenTelemetryGlobal {
  readonly context?: { active(): { getValue(key: symbol): unknown } };
}

// OpenTelemetry's API keeps its implementation and its keys under global symbols,
// so that any copy of it finds them: no dependency is needed to read them.
const API = Symbol.for("opentelemetry.js.api.1");
const SPAN_KEY = Symbol.for("OpenTelemetry Context Key SPAN");
const SAMPLED = 1;

/** The span that is active now, if OpenTelemetry is set up. */
export function activeSpan(): Span | undefined {
  const api = (globalThis as { [API]?: OpenTelemetryGlobal })[API];
  try {
    return api?.context?.active().getValue(SPAN_KEY) as Span | undefined;
  } catch {
    // An exemplar is an extra: without it the request goes on.
    return undefined;
  }
}

/** The exemplar labels of a span; undefined unless it is sampled. */
export function exemplarOfSpan(span: Span | undefined): Labels | undefined {
  const context = span?.spanContext();
  if (context === undefined || (context.traceFlags & SAMPLED) === 0) return undefined;
  return { trace_id: context.traceId, span_id: context.spanId };
}
