/** One item of an `Accept` or `Accept-Encoding` header. */
export interface AcceptedItem {
  /** In lower case. */
  readonly value: string;
  /** Names in lower case, quotes removed. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
}

const ITEM = /(?:"(?:\\.|[^"\\])*"|[^,"])+/g;
const PARAMETER = /(?:"(?:\\.|[^"\\])*"|[^;"])+/g;
const QUALITY = /^(?:0(?:\.\d*)?|\.\d+|1(?:\.0*)?)$/;

/** Reads the header, best item first; items of equal quality stay in their order, malformed ones are dropped. */
export function parseAccept(header: string): AcceptedItem[] {
  const items = (header.match(ITEM) ?? []).map(parseItem);
  return items
    .filter((item): item is AcceptedItem => item !== undefined)
    .sort((a, b) => b.quality - a.quality);
}

function parseItem(text: string): AcceptedItem | undefined {
  const [value = "", ...rest] = (text.match(PARAMETER) ?? []).map((part) => part.trim());
  const parameters = new Map<string, string>();
  for (const parameter of rest) {
    const [name = "", ...parts] = parameter.split("=");
    parameters.set(name.trim().toLowerCase(), unquote(parts.join("=").trim()));
  }
  const quality = parameters.get("q") ?? "1";
  if (value === "" || !QUALITY.test(quality)) return undefined;
  return { value: value.toLowerCase(), parameters, quality: Number(quality) };
}

function unquote(text: string): string {
  return /^".*"$/s.test(text) ? text.slice(1, -1).replace(/\\(.)/gs, "$1") : text;
}
