/** A bar on a terminal; nothing at all elsewhere. */
export function createProgress(
  stream: NodeJS.WriteStream,
  what: string,
): { show(done: number, total: number): void; clear(): void } {
  if (!stream.isTTY) return { show() {}, clear() {} };
  let shown = "";
  return {
    show(done, total) {
      const width = Math.max(10, Math.min(40, (stream.columns ?? 80) - what.length - 30));
      const filled = total === 0 ? width : Math.round((done / total) * width);
      const bar = `${"█".repeat(filled)}${"░".repeat(width - filled)}`;
      const text = `${what} ${bar} ${done}/${total}`;
      if (text === shown) return;
      shown = text;
      stream.write(`\r${text}`);
    },
    clear() {
      if (shown !== "") stream.write("\r\u001b[K");
    },
  };
}
