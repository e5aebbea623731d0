const CHUNK = 65_536;

/** Collects text as bytes, a chunk at a time: one text of everything would be turned into bytes in one go. */
export class TextChunks {
  readonly #chunks: Buffer[] = [];
  #text = "";

  add(text: string): void {
    this.#text += text;
    if (this.#text.length >= CHUNK) this.#cut();
  }

  take(): Buffer {
    this.#cut();
    return Buffer.concat(this.#chunks);
  }

  #cut(): void {
    this.#chunks.push(Buffer.from(this.#text));
    this.#text = "";
  }
}
