/** Longest condition or expression, in characters, values not counted. */
export const MAX_EXPRESSION = 1024;

/** Longest text of a metric's value, in characters; Argo's limit for gauges. */
export const MAX_VALUE = 256;

/** Longest text that a label, a help text or a condition may take from a job. */
export const MAX_TEXT = 4096;

/** Most metrics of one workflow or template; Argo's limit. */
export const MAX_METRICS = 100;
