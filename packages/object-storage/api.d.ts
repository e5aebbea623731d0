// index.d.ts
export type { CallOptions } from "./bucket.js";
export type { DumpAccount } from "./dump-account.js";
export type { DumpFormat } from "./dump-id.js";
export type { DumpOptions, SpoolOptions } from "./dump-options.js";
export type { Duration } from "./duration.js";
export { type MergeOptions, mergeDumps } from "./merge-dumps.js";
export type { ObjectStore, StoredDocument } from "./object-store.js";
export { type FolderOptions, type MemoryOptions, type ObjectStoreOptions, objectStore, } from "./open-store.js";
export { type DumpSelection, readDump } from "./read-dump.js";
export { type PruneOptions, prune, type RetentionOptions } from "./retention.js";
export type { S3ClientLike } from "./s3-client.js";
export type { Environment, S3Options } from "./s3-settings.js";
export { type DeadlineOptions, type Dump, startDump } from "./start-dump.js";

// bucket.d.ts
export type Content = Uint8Array | {
    readonly file: string;
};
export interface CallOptions {
    readonly signal?: AbortSignal;
}
export interface Bucket {
    readonly url: string;
    check(options: CallOptions): Promise<void>;
    put(key: string, content: Content, options: CallOptions): Promise<void>;
    get(key: string, options: CallOptions): Promise<Uint8Array>;
    has(key: string, options: CallOptions): Promise<boolean>;
    keys(prefix: string, options: CallOptions): AsyncIterable<string>;
    delete(key: string, options: CallOptions): Promise<void>;
}
export declare function compareKeys(a: string, b: string): number;

// dump-account.d.ts
import { type RegistryLike } from "@routemetrics/core";
export interface DumpAccount {
    readonly taken: number;
    readonly recovered: number;
    readonly stored: number;
    readonly dropped: number;
    readonly spooled: number;
    readonly failed: number;
}
export declare class DumpCounts {
    #private;
    constructor(registry: RegistryLike);
    get account(): DumpAccount;
    taken(): void;
    recovered(count: number): void;
    failed(): void;
    dropped(count: number): void;
    stored(size: number, seconds: number): void;
    spooled({ count, bytes }: {
        readonly count: number;
        readonly bytes: number;
    }): void;
}

// dump-id.d.ts
export type DumpFormat = "openmetrics" | "json" | "ndjson";
export interface DumpId {
    readonly job: string;
    readonly instance: string;
    readonly time: number;
    readonly sequence: number;
    readonly run: string;
    readonly format: DumpFormat;
    readonly gzip: boolean;
}
export declare function formatDumpId(id: DumpId): string;
export declare function parseDumpId(id: string): DumpId | undefined;
export declare function keyPart(label: string): string;

// dump-options.d.ts
import { type Gathered, type RegistryLike } from "@routemetrics/core";
import type { DumpFormat } from "./dump-id.js";
import { type Duration } from "./duration.js";
import type { ObjectStore } from "./object-store.js";
import type { RetentionOptions } from "./retention.js";
import type { SpoolLimits } from "./spool.js";
export interface SpoolOptions {
    readonly max?: number;
    readonly maxBytes?: number;
    readonly directory?: string;
}
export interface DumpOptions {
    readonly registry: RegistryLike | readonly RegistryLike[];
    readonly store: ObjectStore;
    readonly every?: Duration | false;
    readonly labels: {
        readonly job: string;
        readonly instance?: string;
        readonly [name: string]: string | undefined;
    };
    readonly format?: DumpFormat;
    readonly gzip?: boolean;
    readonly retention?: RetentionOptions;
    readonly spool?: SpoolOptions;
    readonly timeout?: Duration;
    readonly deadline?: Duration;
    readonly signals?: readonly NodeJS.Signals[];
    readonly gather?: () => Promise<Gathered>;
    readonly onStored?: (id: string) => void;
    readonly onError?: (error: Error) => void;
}
export interface DumpSettings {
    readonly registry: RegistryLike;
    readonly store: ObjectStore;
    readonly every: number | undefined;
    readonly labels: {
        readonly job: string;
        readonly instance: string;
    } & Readonly<Record<string, string>>;
    readonly format: DumpFormat;
    readonly gzip: boolean;
    readonly retention: RetentionOptions | undefined;
    readonly spool: SpoolLimits & {
        readonly directory: string | undefined;
    };
    readonly timeout: number;
    readonly deadline: number;
    readonly signals: readonly NodeJS.Signals[];
    readonly gather: () => Promise<Gathered>;
    readonly isFollower: () => boolean;
    readonly handOver: (work: () => Promise<void>) => Promise<void>;
    readonly onStored: ((id: string) => void) | undefined;
    readonly onError: ((error: Error) => void) | undefined;
}
export declare function dumpSettings(options: DumpOptions): DumpSettings;

// duration.d.ts
export type Duration = number | string;
export declare function timerMilliseconds(duration: Duration, option: string): number;
export declare function milliseconds(duration: Duration, option: string): number;

// merge-dumps.d.ts
import { MetricsError } from "@routemetrics/core";
import type { ObjectStore } from "./object-store.js";
import { type DumpSelection } from "./read-dump.js";
export interface MergeOptions extends DumpSelection {
    readonly onError?: (error: MetricsError) => void;
    readonly onProgress?: (done: number, total: number) => void;
}
export declare function mergeDumps(store: ObjectStore, options?: MergeOptions): AsyncGenerator<string>;

// object-store.d.ts
import { MetricsError } from "@routemetrics/core";
import type { Bucket, CallOptions } from "./bucket.js";
export type StoredDocument = {
    readonly id: string;
    readonly document: unknown;
    readonly error?: undefined;
} | {
    readonly id: string;
    readonly document?: undefined;
    readonly error: MetricsError;
};
export interface ObjectStore {
    readonly url: string;
    connect(options?: CallOptions): Promise<void>;
    storeFile(path: string, id: string, options?: CallOptions): Promise<void>;
    storeDocument(document: unknown, id: string, options?: CallOptions): Promise<void>;
    storeBlob(bytes: Uint8Array, id: string, options?: CallOptions): Promise<void>;
    retrieveDocument(id: string, options?: CallOptions): Promise<unknown>;
    retrieveBlob(id: string, options?: CallOptions): Promise<Uint8Array>;
    exists(id: string, options?: CallOptions): Promise<boolean>;
    list(prefix?: string, options?: CallOptions): AsyncIterable<string>;
    iterate(prefix?: string, options?: CallOptions): AsyncIterable<StoredDocument>;
    delete(id: string, options?: CallOptions): Promise<void>;
}
export declare class BucketStore implements ObjectStore {
    #private;
    readonly url: string;
    constructor(bucket: Bucket, prefix?: string);
    connect(options?: CallOptions): Promise<void>;
    storeFile(path: string, id: string, options?: CallOptions): Promise<void>;
    storeDocument(document: unknown, id: string, options?: CallOptions): Promise<void>;
    storeBlob(bytes: Uint8Array, id: string, options?: CallOptions): Promise<void>;
    retrieveDocument(id: string, options?: CallOptions): Promise<unknown>;
    retrieveBlob(id: string, options?: CallOptions): Promise<Uint8Array>;
    exists(id: string, options?: CallOptions): Promise<boolean>;
    list(prefix?: string, options?: CallOptions): AsyncGenerator<string>;
    iterate(prefix?: string, options?: CallOptions): AsyncGenerator<StoredDocument>;
    delete(id: string, options?: CallOptions): Promise<void>;
}

// open-store.d.ts
import { type ObjectStore } from "./object-store.js";
import { type Environment, type S3Options } from "./s3-settings.js";
export interface FolderOptions {
    readonly directory: string;
    readonly prefix?: string;
}
export interface MemoryOptions {
    readonly memory: true;
    readonly prefix?: string;
}
export type ObjectStoreOptions = S3Options | FolderOptions | MemoryOptions;
export declare const objectStore: {
    (options: ObjectStoreOptions): ObjectStore;
    fromEnv(options?: S3Options, environment?: Environment): ObjectStore;
};

// read-dump.d.ts
import { type DumpId } from "./dump-id.js";
import type { ObjectStore } from "./object-store.js";
import { type OpenMetricsReader } from "./parse-openmetrics.js";
export declare function readDump(store: ObjectStore, id: string): Promise<string>;
export declare function parseDump(store: ObjectStore, id: string, reader: OpenMetricsReader): Promise<void>;
export declare function verifyDump(store: ObjectStore, id: string, dump: DumpId): Promise<void>;
export interface DumpSelection {
    readonly job?: string;
    readonly instance?: string;
    readonly from?: Date;
    readonly to?: Date;
}
export declare function selectDumps(store: ObjectStore, selection: DumpSelection): AsyncGenerator<{
    readonly id: string;
    readonly dump: DumpId;
}>;

// retention.d.ts
import { type DumpId } from "./dump-id.js";
import { type Duration } from "./duration.js";
import type { ObjectStore } from "./object-store.js";
export interface RetentionOptions {
    readonly keep?: number;
    readonly olderThan?: Duration;
}
export interface PruneOptions extends RetentionOptions {
    readonly prefix?: string;
    readonly instance?: string;
    readonly dryRun?: boolean;
}
export declare function prune(store: ObjectStore, options: PruneOptions): AsyncGenerator<string>;
export declare function outdated({ keep, olderThan, }: RetentionOptions): (dump: DumpId, fromNewest: number) => boolean;

// s3-client.d.ts
type Sdk = typeof import("@aws-sdk/client-s3");
export interface S3ClientLike {
    send(command: any, options?: any): Promise<any>;
}
export interface S3ClientSettings {
    readonly endpoint: string | undefined;
    readonly region: string;
    readonly accessKeyId: string | undefined;
    readonly secretAccessKey: string | undefined;
    readonly sessionToken: string | undefined;
    readonly timeout: number;
    readonly maxAttempts: number;
}
export declare function loadSdk(): Promise<Sdk>;
export declare function createClient(sdk: Sdk, settings: S3ClientSettings): S3ClientLike;
export {};

// s3-settings.d.ts
import { type Duration } from "./duration.js";
import type { S3BucketSettings } from "./s3-bucket.js";
import type { S3ClientLike } from "./s3-client.js";
export interface S3Options {
    readonly endpoint?: string;
    readonly bucket?: string;
    readonly prefix?: string;
    readonly accessKeyId?: string;
    readonly secretAccessKey?: string;
    readonly sessionToken?: string;
    readonly region?: string;
    readonly timeout?: Duration;
    readonly maxAttempts?: number;
    readonly client?: S3ClientLike;
}
export type Environment = Readonly<Record<string, string | undefined>>;
export declare function s3Settings(options: S3Options, environment: Environment): S3BucketSettings & {
    readonly prefix: string;
};

// start-dump.d.ts
import { type DumpAccount } from "./dump-account.js";
import { type DumpOptions } from "./dump-options.js";
import { type Duration } from "./duration.js";
export interface DeadlineOptions {
    readonly deadline?: Duration;
}
export interface Dump {
    readonly account: DumpAccount;
    flush(options?: DeadlineOptions): Promise<void>;
    stop(options?: DeadlineOptions): Promise<DumpAccount>;
}
export declare function startDump(options: DumpOptions): Dump;

// spool.d.ts
export interface SpoolEntry {
    readonly id: string;
    readonly bytes: Uint8Array;
}
export interface SpoolLimits {
    readonly max: number;
    readonly maxBytes: number;
}
export interface Spool {
    readonly count: number;
    readonly bytes: number;
    open(): Promise<number>;
    add(entry: SpoolEntry): Promise<void>;
    next(): Promise<SpoolEntry | undefined>;
    confirm(): Promise<void>;
}
export interface SpoolMedium {
    open(): Promise<{
        id: string;
        size: number;
    }[]>;
    write(entry: SpoolEntry): Promise<void>;
    read(id: string): Promise<Uint8Array | undefined>;
    remove(id: string): Promise<void>;
}
export declare class BoundedSpool implements Spool {
    #private;
    constructor(medium: SpoolMedium, limits: SpoolLimits, dropped: (count: number) => void);
    get count(): number;
    get bytes(): number;
    open(): Promise<number>;
    add(entry: SpoolEntry): Promise<void>;
    next(): Promise<SpoolEntry | undefined>;
    confirm(): Promise<void>;
}
export declare class MemoryMedium implements SpoolMedium {
    #private;
    open(): Promise<[]>;
    write({ id, bytes }: SpoolEntry): Promise<void>;
    read(id: string): Promise<Uint8Array | undefined>;
    remove(id: string): Promise<void>;
}

// parse-openmetrics.d.ts
export interface ParsedSample {
    readonly name: string;
    readonly labels: readonly (readonly [name: string, value: string])[];
    readonly value: string;
    readonly timestamp: number | undefined;
    readonly line: string;
}
export interface ParsedFamily {
    readonly name: string;
    readonly type: string;
    readonly help: string | undefined;
    readonly unit: string | undefined;
}
export interface OpenMetricsReader {
    family(family: ParsedFamily): void;
    sample(sample: ParsedSample): void;
}
export declare function parseOpenMetrics(text: string, reader: OpenMetricsReader): Generator<void>;

// s3-bucket.d.ts
import type { Bucket, CallOptions, Content } from "./bucket.js";
import { type S3ClientLike, type S3ClientSettings } from "./s3-client.js";
export interface S3BucketSettings extends S3ClientSettings {
    readonly bucket: string;
    readonly client: S3ClientLike | undefined;
}
export declare class S3Bucket implements Bucket {
    #private;
    readonly url: string;
    constructor(settings: S3BucketSettings);
    check(options: CallOptions): Promise<void>;
    put(key: string, content: Content, options: CallOptions): Promise<void>;
    get(key: string, options: CallOptions): Promise<Uint8Array>;
    has(key: string, options: CallOptions): Promise<boolean>;
    keys(prefix: string, options: CallOptions): AsyncGenerator<string>;
    delete(key: string, options: CallOptions): Promise<void>;
}
