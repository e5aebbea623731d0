/** Values without an end, by how they look. */
export type Identifier = "email" | "UUID" | "hash" | "time" | "token" | "number";

const SHAPES: readonly (readonly [Identifier, RegExp])[] = [
  ["email", /^[^@\s/<>]+@[^@\s/<>]+\.[a-z]{2,}$/i],
  ["UUID", /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i],
  ["number", /^\d+$/],
  ["hash", /^(?=.*\d)(?=.*[a-f])[0-9a-f]{16,}$/i],
  ["time", /^\d{4}-\d\d-\d\dT\d\d:\d\d/],
  // ULIDs, and the random texts of sessions and keys: letters of both cases among many digits.
  ["token", /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/],
  ["token", /^(?=(?:.*\d){3})(?=.*[a-z])(?=.*[A-Z])[\w-]{20,}$/],
];

/** What a text identifies; undefined when it looks like a word. */
export function identifierIn(text: string): Identifier | undefined {
  return SHAPES.find(([, shape]) => shape.test(text))?.[0];
}

/** A URL with its ids taken out. */
export interface UrlShape {
  readonly template: string;
  /** What was taken out; `query` stands for everything after a question mark. */
  readonly found: ReadonlySet<Identifier | "query">;
}

/** True of a path, or of a whole URL. */
export function isUrl(value: string): boolean {
  return /^(?:https?:\/)?\//.test(value);
}

export function urlShape(url: string): UrlShape {
  const found = new Set<Identifier | "query">();
  const [path = "", query] = url.split("?", 2);
  // Express templates may end in an optional parameter: "/users/:id?".
  if (query) found.add("query");
  const segments = path.split("/").map((segment) => {
    const identifier = identifierIn(decoded(segment));
    if (identifier === undefined) return segment;
    found.add(identifier);
    return `:${identifier}`;
  });
  return { template: segments.join("/"), found };
}

/** Percent signs resolved, where they can be. */
export function decoded(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
