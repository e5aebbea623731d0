/** The symbol of that description under which Fastify keeps something on an object. */
export function internalSymbol(object: object, description: string): symbol | undefined {
  return Object.getOwnPropertySymbols(object).find((symbol) => symbol.description === description);
}

/** What Fastify keeps there; undefined where a release does not have it. */
export function internal(object: object, description: string): unknown {
  const symbol = internalSymbol(object, description);
  return symbol && (object as Record<symbol, unknown>)[symbol];
}
