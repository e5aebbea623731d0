import { Counter, Histogram } from "@routemetrics/express";

const invoices = new Counter({ name: "invoices", help: "Invoices written." });
const duration = new Histogram({ name: "invoice_duration_seconds", help: "Time per invoice." });

/** Notes an invoice that took so long, and the trace it belongs to. */
export function noteInvoice(seconds: number, traceId: string): void {
  duration.observe(seconds, { trace_id: traceId });
  invoices.inc(1, { trace_id: traceId });
}
