import { formatNumber } from "./byte-writer.js";

/**
 * Writes the value of an `le` or `quantile` label as OpenMetrics demands: `1.0`, `0.005`, `1e+06`.
 *
 * Those labels are compared as text, so every exposer has to choose the same
 * digits; these are the ones that Go's shortest format gives, with a point.
 */
export function canonicalFloat(value: number): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  if (value === 0) return "0.0";
  const [mantissa = "", exponentText = ""] = value.toExponential().split("e");
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 6) {
    const sign = exponent < 0 ? "-" : "+";
    return `${mantissa}e${sign}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  const plain = String(value);
  return plain.includes(".") ? plain : `${plain}.0`;
}
