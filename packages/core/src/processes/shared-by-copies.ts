/** What all copies of this library in this process, or thread, have in common. */
export function sharedByCopies<Value extends object>(name: string, make: () => Value): Value {
  const place = globalThis as { [key: symbol]: Value | undefined };
  const key = Symbol.for(`routemetrics.${name}`);
  place[key] ??= make();
  return place[key];
}
