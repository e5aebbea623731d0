/** The text of anything that was thrown; never throws: what was may have none. */
export function errorText(error: unknown): string {
  try {
    return String(error);
  } catch {
    return "something without a text";
  }
}
