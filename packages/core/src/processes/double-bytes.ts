/** A double and its bytes, to get from one to the other; what is in it is valid at once only. */
export const doubleIn: Float64Array = new Float64Array(1);
export const doubleBytes: Uint8Array = new Uint8Array(doubleIn.buffer);
