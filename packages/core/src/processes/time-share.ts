/** What is done each second may take a tenth of it, and more only when it is done less often. */
const SHARE = 10;
const EVERY_MS = 1000;

/** Keeps what is done again and again from taking more than a part of the time. */
export class TimeShare {
  #pauseEnd = -Infinity;

  get isDue(): boolean {
    return performance.now() >= this.#pauseEnd;
  }

  async spend<T>(work: () => Promise<T>): Promise<T> {
    const begin = performance.now();
    try {
      return await work();
    } finally {
      const taken = performance.now() - begin;
      if (taken * SHARE > EVERY_MS) this.#pauseEnd = begin + taken * SHARE;
    }
  }
}
