import { resolve } from "node:path";
import { isMainThread } from "node:worker_threads";
import { type Collected, collect, type GatherOptions } from "../exposition/collect.js";
import { copyCollected, type GatherError, type Gathered } from "../exposition/gather.js";
import { Counter } from "../metric/counter.js";
import { type Warn, WarnOnce } from "../metric/warning.js";
import type { AggregateOptions } from "../options/metrics-options.js";
import type { RegistryLike } from "../registry-like.js";
import { findGroup, type Group, identifySelf, isOneOfMany } from "./group.js";
import { GroupSource } from "./group-source.js";
import type { LastWork } from "./leadership.js";
import { FORMAT } from "./log-format.js";
import { Member } from "./member.js";
import { findGroupFolder, openGroupFolder } from "./private-folder.js";
import type { ProcessMetricsMode } from "./process-families.js";
import { registriesName } from "./registries-name.js";
import { sharedByCopies } from "./shared-by-copies.js";
import { SharedFolder, StrangerError } from "./shared-folder.js";

export interface ProcessesOptions {
  readonly aggregate: boolean | "auto" | AggregateOptions;
  readonly maxSeries: number;
  readonly warn: Warn;
  /** What another process missed in our part of its scrape. */
  readonly onErrors: (errors: readonly GatherError[]) => void;
}

interface Entry {
  readonly member: Member;
  readonly joined: Promise<void>;
  users: number;
}

/** Milliseconds after which a process that found no place among the others looks for one again. */
const RETRY_MS = 2000;

/** By folder: several `m` over the same registries are one, also when copies of this library made them. */
const inThisProcess = () =>
  sharedByCopies(`members@${FORMAT}`, () => ({
    members: new Map<string, Entry>(),
    /** What still ends in a folder: nobody begins there before. */
    endings: new Map<string, Promise<void>>(),
  }));

/** The processes whose metrics are exposed together: this one alone, or its whole group. */
export class Processes {
  readonly #registries: readonly RegistryLike[];
  readonly #options: ProcessesOptions;
  readonly #mode: ProcessMetricsMode;
  readonly #directory: string | undefined;
  /** Set as long as threads or children might turn up, for which this process is on its own yet. */
  #lookedFor: Group | undefined;
  #member: Member | undefined;
  #group: GroupSource | undefined;
  #joined: Promise<void> | undefined;
  #retry: NodeJS.Timeout | undefined;
  #hasLeft = false;
  readonly #name: string;
  readonly #warnings = new WarnOnce();

  constructor(registries: readonly RegistryLike[], options: ProcessesOptions) {
    this.#registries = registries;
    this.#options = options;
    this.#warnings.warn = options.warn;
    this.#name = registriesName(registries);
    const { aggregate } = options;
    const own: AggregateOptions = typeof aggregate === "object" ? aggregate : {};
    this.#mode = own.processMetrics ?? "perWorker";
    // An application may leave the folder that it was started in.
    this.#directory = own.directory === undefined ? undefined : resolve(own.directory);
    if (aggregate === false) return;
    const group = findGroup(aggregate !== "auto");
    if (aggregate !== "auto" || isOneOfMany()) this.#join(group);
    else if (isMainThread) this.#lookedFor = group;
  }

  /** The families of all; of `names` only, when there are some. */
  async gather(names: readonly string[] = []): Promise<Gathered> {
    return copyCollected(await this.collect({ names }));
  }

  /** As `gather`, but families may be read while they are rendered. */
  async collect(options: GatherOptions): Promise<Collected> {
    this.#lookForOthers();
    await this.#joined;
    const group = this.#group?.collect(options.names ?? []);
    return group ?? collect(this.#registries, options);
  }

  /**
   * True in one of the processes: in the one that has lived longest, and when it
   * ends or is stuck in the next.
   */
  isLeader(): boolean {
    this.#lookForOthers();
    const member = this.#member;
    if (member === undefined) return !this.#hasLeft;
    return member.leadership.isOwn();
  }

  /** Ends the part of this process in what one does for all: see `Metrics.handOver`. */
  async handOver(work: LastWork): Promise<void> {
    this.#lookForOthers();
    await this.#joined;
    if (this.#member !== undefined) await this.#member.handOver(work);
    else if (!this.#hasLeft) await work(true);
  }

  async close(): Promise<void> {
    this.#lookedFor = undefined;
    if (this.#retry !== undefined) this.#hasLeft = true;
    clearTimeout(this.#retry);
    const member = this.#member;
    const { members, endings } = inThisProcess();
    const entry = member && members.get(member.folder.path);
    if (entry === undefined) return;
    this.#leave();
    this.#hasLeft = true;
    entry.users -= 1;
    if (entry.users > 0) return;
    const { path } = entry.member.folder;
    members.delete(path);
    const ending = entry.joined.catch(() => {}).then(() => entry.member.close());
    endings.set(path, ending);
    await ending;
  }

  /** A process of its own joins its threads and children when it is asked while there are some. */
  #lookForOthers(): void {
    const group = this.#lookedFor;
    if (group && findGroupFolder(group, this.#directory) !== undefined) this.#join(group);
  }

  #join(group: Group): void {
    this.#lookedFor = undefined;
    try {
      const entry = this.#entryIn(group);
      this.#take(entry);
      this.#joined = entry.joined.catch((error: Error) => {
        this.#leave();
        this.#giveUp(error, group);
      });
    } catch (error) {
      this.#giveUp(error as Error, group);
    }
  }

  /** As `#join`, for a process that is on its own until it has a place. */
  async #tryAgain(group: Group): Promise<void> {
    try {
      const entry = this.#entryIn(group);
      await entry.joined;
      if (!this.#hasLeft) this.#take(entry);
    } catch (error) {
      this.#giveUp(error as Error, group);
    }
  }

  #entryIn(group: Group): Entry {
    const folder = new SharedFolder(openGroupFolder(group, this.#directory), this.#name);
    return inThisProcess().members.get(folder.path) ?? this.#newMember(folder, group);
  }

  #take(entry: Entry): void {
    entry.users += 1;
    this.#member = entry.member;
    this.#group = new GroupSource(entry.member, this.#mode);
  }

  #newMember(folder: SharedFolder, group: Group): Entry {
    const errors = new Counter({
      name: "routemetrics_snapshot_errors_total",
      help: "Snapshots of other workers that were ignored, because they are damaged or of another version.",
      registry: this.#registries[0] as RegistryLike,
    });
    const member = new Member(folder, this.#registries, {
      self: identifySelf(),
      processMetrics: this.#mode,
      maxSeries: this.#options.maxSeries,
      pm2: group.pm2,
      openGroup: () => openGroupFolder(group, this.#directory),
      onErrors: this.#options.onErrors,
      onBadSnapshot: (file, error) => {
        errors.inc();
        const message = `The snapshot ${folder.file(file)} of a worker is ignored: ${error.message}.`;
        // There may be many strangers.
        this.#warnings.once(error instanceof StrangerError ? error.message : file, message);
      },
      onForeignClock: (file, seconds) => {
        errors.inc();
        const message = `The clock of the worker that writes ${folder.file(file)} differs by ${Math.round(seconds)} s from that of another one: times in its snapshot are corrected.`;
        this.#warnings.once("clock", message);
      },
      onWriteFailed: (error) => {
        const message = `What this worker counts is not kept for the others: ${error.message}.`;
        this.#warnings.once("write", message);
      },
    });
    const { members, endings } = inThisProcess();
    const before = endings.get(folder.path) ?? Promise.resolve();
    const joined = before
      .then(() => member.join())
      .catch(async (error: Error) => {
        members.delete(folder.path);
        await member.abandon();
        throw error;
      });
    const entry = { member, joined, users: 0 };
    members.set(folder.path, entry);
    return entry;
  }

  #leave(): void {
    this.#member = undefined;
    this.#group?.forget();
    this.#group = undefined;
  }

  #giveUp(error: Error, group: Group): void {
    this.#warnings.once(
      "folder",
      `Workers cannot find each other, so that each exposes only its own metrics until they can: ${error.message}. ` +
        "Let the option aggregate.directory name a folder that they can write, or set aggregate to false.",
    );
    if (this.#hasLeft) return;
    this.#retry = setTimeout(() => void this.#tryAgain(group), RETRY_MS).unref();
  }
}
