import type { GatherError } from "../exposition/gather.js";
import type { RegistryLike } from "../registry-like.js";
import { Slices } from "../slices.js";
import { Clock } from "./clock.js";
import type { OnBadSnapshot } from "./fold-ended.js";
import { collectLog, collectLogNow, logPieces, type WriteLog } from "./log-buffer.js";
import { OwnSnapshot } from "./own-snapshot.js";
import type { SharedFolder } from "./shared-folder.js";
import { SnapshotFile } from "./snapshot-file.js";

/** What a member has counted, and its file, to which it adds what has changed. */
export class OwnLog {
  readonly #folder: SharedFolder;
  readonly #name: string;
  readonly #snapshot: OwnSnapshot;
  readonly #clock = new Clock();
  readonly #file: SnapshotFile;
  readonly #onBadSnapshot: OnBadSnapshot;
  #isDamaged = false;

  constructor(
    folder: SharedFolder,
    id: string,
    registries: readonly RegistryLike[],
    onBadSnapshot: OnBadSnapshot,
  ) {
    this.#folder = folder;
    this.#name = folder.snapshot(id);
    this.#snapshot = new OwnSnapshot(registries);
    this.#file = new SnapshotFile(folder.file(`${id}.tmp`));
    this.#onBadSnapshot = onBadSnapshot;
  }

  /** The next time everything is written. */
  distrust(): void {
    this.#isDamaged = true;
  }

  /** Writes what has changed; as a scrape reads it, or what costs nothing to read. */
  async write(functions: boolean): Promise<readonly GatherError[]> {
    const slices = new Slices();
    const errors = [...(await this.#snapshot.read({ functions }))];
    if (slices.due) await slices.turn();
    const isDue = this.#isDamaged || this.#file.isDue;
    this.#isDamaged = false;
    if (!isDue) {
      const changes = logPieces(false, this.#writing(false, functions, errors));
      if (await this.#file.append(changes)) return errors;
      this.#onBadSnapshot(this.#name, new Error("it is not as this worker has left it"));
    }
    const everything = logPieces(true, this.#writing(true, true, errors));
    await this.#file.replace(this.#folder.file(this.#name), everything);
    return errors;
  }

  /**
   * Undefined when the file says all there is to show: anything newer could be taken back
   * by a SIGKILL. Where it cannot be written, what there is to know; no `write` may be under
   * way then.
   */
  async unwritten(): Promise<Buffer | undefined> {
    return this.#file.isWhole ? undefined : collectLog(true, this.#writing(true, true));
  }

  /** At once, at the end of the process or thread. */
  writeNow(): void {
    this.#snapshot.readNow();
    const everything = collectLogNow(true, this.#writing(true, true));
    this.#file.replaceNow(this.#folder.file(this.#name), everything);
  }

  #writing(everything: boolean, functions: boolean, errors: GatherError[] = []): WriteLog {
    const onError = (metric: string, error: Error) => errors.push({ metric, error });
    return (log) => {
      this.#clock.write(log, everything);
      return this.#snapshot.write(log, { everything, functions, onError });
    };
  }
}
