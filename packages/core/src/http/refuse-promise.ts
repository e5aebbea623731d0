/**
 * What a function of the application gave, unless it is a promise: it is not awaited, which
 * throws here. Its failure is then nobody's, and must not end the process.
 */
export function refusePromise<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null || !("then" in value)) return value;
  Promise.resolve(value).catch(() => {});
  throw new TypeError("it gave a promise, and is not awaited");
}
