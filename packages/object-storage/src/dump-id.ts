/** How dumps are written. */
export type DumpFormat = "openmetrics" | "json" | "ndjson";

export interface DumpId {
  /** The job and the instance as they stand in the key; their labels may hold more characters. */
  readonly job: string;
  readonly instance: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly sequence: number;
  /** Tells processes apart that have the same job and instance, one after another or by mistake. */
  readonly run: string;
  readonly format: DumpFormat;
  readonly gzip: boolean;
}

const EXTENSIONS: Readonly<Record<DumpFormat, string>> = {
  openmetrics: "om",
  json: "json",
  ndjson: "ndjson",
};

/**
 * `<job>/<day>/<instance>/<time>-<sequence>-<run>.om.gz`, in UTC: within an
 * instance the order of ids is the order of time, and a prefix selects a day.
 */
export function formatDumpId(id: DumpId): string {
  const time = new Date(id.time).toISOString();
  const sequence = String(id.sequence).padStart(8, "0");
  const name = `${time.replace(/[:.]/g, "-")}-${sequence}-${id.run}`;
  const extension = EXTENSIONS[id.format] + (id.gzip ? ".gz" : "");
  return `${keyPart(id.job)}/${time.slice(0, 10)}/${keyPart(id.instance)}/${name}.${extension}`;
}

const DUMP_ID =
  /^([^/]+)\/\d{4}-\d\d-\d\d\/([^/]+)\/(\d{4}-\d\d-\d\dT\d\d)-(\d\d)-(\d\d)-(\d{3})Z-(\d{8,})-([0-9a-f]+)\.(om|json|ndjson)(\.gz)?$/;

/** Undefined for what is no dump of ours. */
export function parseDumpId(id: string): DumpId | undefined {
  const match = DUMP_ID.exec(id);
  if (!match) return undefined;
  const [, job = "", instance = "", hour, minute, second, fraction, sequence, run = ""] = match;
  const format = Object.entries(EXTENSIONS).find(([, extension]) => extension === match[9]);
  return {
    job,
    instance,
    time: Date.parse(`${hour}:${minute}:${second}.${fraction}Z`),
    sequence: Number(sequence),
    run,
    format: (format?.[0] ?? "openmetrics") as DumpFormat,
    gzip: match[10] !== undefined,
  };
}

/** One name without slashes that every store can hold; it need not be unique, the run is. */
export function keyPart(label: string): string {
  const safe = label.replace(/[^\w.=@+-]/g, "_").slice(0, 100);
  return /^\.*$/.test(safe) || safe === ".unfinished" ? `_${safe}` : safe;
}
