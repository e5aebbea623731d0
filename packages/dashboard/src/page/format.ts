const NBSP = "\u00a0";
const NONE = "–";

/** Two digits that matter: 0.42, 4.2, 42, 420. */
export function formatNumber(value: number): string {
  const size = Math.abs(value);
  if (size >= 100_000) return `${trim(value / 1000, 0)}${NBSP}k`;
  if (size >= 10_000) return `${trim(value / 1000, 1)}${NBSP}k`;
  return trim(value, size >= 10 || size === 0 ? 0 : size >= 1 ? 1 : 2);
}

export function formatCount(value: number): string {
  return Math.round(value).toLocaleString("en-GB");
}

export function formatSeconds(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return NONE;
  if (value === 0) return `0${NBSP}ms`;
  if (value < 0.001) return `${formatNumber(value * 1e6)}${NBSP}µs`;
  if (value < 0.9995) return `${formatNumber(value * 1000)}${NBSP}ms`;
  if (value < 99.5) return `${trim(value, value < 10 ? 1 : 0)}${NBSP}s`;
  return formatSpan(value);
}

/** A span of time in words: "40 s", "12 min", "3 h", "4 days". */
export function formatSpan(seconds: number): string {
  if (seconds < 99.5) return `${Math.round(seconds)}${NBSP}s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)}${NBSP}min`;
  if (seconds < 48 * 3600) return `${Math.round(seconds / 3600)}${NBSP}h`;
  return `${Math.round(seconds / 86400)}${NBSP}days`;
}

export function formatRate(perSecond: number): string {
  if (perSecond === 0) return "0";
  return perSecond < 0.095 ? `${trim(perSecond * 60, 1)}/min` : `${formatNumber(perSecond)}/s`;
}

export function formatShare(share: number | undefined): string {
  if (share === undefined || !Number.isFinite(share)) return NONE;
  const percent = share * 100;
  if (percent === 0) return `0${NBSP}%`;
  if (percent < 0.1) return `<${NBSP}0.1${NBSP}%`;
  return `${trim(percent, percent < 9.95 ? 1 : 0)}${NBSP}%`;
}

export function formatBytes(bytes: number | undefined): string {
  if (bytes === undefined || !Number.isFinite(bytes)) return NONE;
  for (const [unit, size] of [
    ["GB", 1e9],
    ["MB", 1e6],
    ["kB", 1e3],
  ] as const) {
    if (bytes >= size) return `${formatNumber(bytes / size)}${NBSP}${unit}`;
  }
  return `${formatNumber(bytes)}${NBSP}B`;
}

export function formatClock(seconds: number): string {
  return new Date(seconds * 1000).toLocaleTimeString("en-GB");
}

function trim(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}
