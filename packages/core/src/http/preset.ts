import type { TrackOptions } from "../options/metrics-options.js";

/** What a label of an HTTP metric says about a request. */
export type LabelRole = "method" | "path" | "status" | "errorType";

/** One HTTP metric of a preset: its name and its label names with their meaning. */
export interface PresetFamily {
  readonly name: string;
  readonly labels: Readonly<Record<string, LabelRole>>;
}

/** The code under which a request is recorded whose client left before the response had ended. */
export const CLIENT_CLOSED = 0;

export type DurationKind = "histogram" | "summary" | "both" | false;

/** Names, labels, buckets and label values of the HTTP metrics, and what is on unless an option says otherwise. */
export interface Preset {
  /** Stands before the names below unless the option `prefix` replaces it. */
  readonly prefix?: string;
  readonly duration: PresetFamily;
  /** True: the histogram of durations is shown in milliseconds; its buckets here are seconds all the same. */
  readonly milliseconds?: boolean;
  /** Totals of all requests, whatever their labels. */
  readonly overall?: readonly OverallFamily[];
  /** The summary of durations. Default: named after the histogram, without quantiles. */
  readonly summary?: { readonly name?: string; readonly percentiles: readonly number[] };
  readonly total?: PresetFamily;
  readonly exceptions?: PresetFamily;
  readonly inFlight?: PresetFamily;
  readonly requestSize?: PresetFamily;
  readonly responseSize?: PresetFamily;
  readonly timeToFirstByte?: PresetFamily;
  readonly buckets: readonly number[];
  readonly sizeBuckets: readonly number[];
  /** False: sizes are of bodies only, not of requests and responses without one. */
  readonly sizesOfNothing?: boolean;
  readonly unmatched: string;
  /** `code` is `CLIENT_CLOSED` when the client left. */
  readonly status: (code: number) => string;
  readonly errorType?: (code: number) => string;
  /** Default: as sent. */
  readonly method?: (method: string) => string;
  /** Requests without a record. `unmatched` counts as long as the option of that name is not given. */
  readonly leftOut?: { readonly methods: readonly string[]; readonly unmatched: boolean };
  /** True: a name that the application gave a route goes before its template. */
  readonly routeNames?: boolean;
  /** Gauges beside the HTTP metrics, by their names. */
  readonly gauges?: PresetGauges;
  /** Default of the option `duration`: `histogram`. */
  readonly durationKind?: DurationKind;
  /** Defaults of the option `track`. */
  readonly track?: TrackOptions;
  /** True: scrapes get the text format, without native histograms, unless options ask for what only other formats have. */
  readonly textOnly?: boolean;
}

/** A counter without labels. */
export interface OverallFamily {
  readonly name: string;
  readonly help: string;
  /** Which values of the label of the status it counts. */
  readonly statuses: RegExp;
}

/** What Node says about the memory of the process. */
export type MemoryPart = "rss" | "heapTotal" | "heapUsed" | "external";

/** Gauges of packages that record more than requests. */
export interface PresetGauges {
  /** Always 1. */
  readonly up?: string;
  /** 1, with the version of the application as `version`, `major`, `minor` and `patch`. */
  readonly applicationVersion?: string;
  /** Memory of the process: resident, and of the heap of V8. */
  readonly memory?: Readonly<Record<MemoryPart, string>>;
  /** Share of one CPU since the last scrape, in percent. */
  readonly cpuPercentage?: string;
  /** Open connections of the servers that requests came from. */
  readonly openConnections?: string;
}

/** nginx's code for a request whose client left. */
export const statusOrClosed = (code: number): string =>
  code === CLIENT_CLOSED ? "499" : String(code);

/** The name with the prefix of the options, or else of the preset. */
export function prefixedName(preset: Preset, prefix: string | undefined, name: string): string {
  const first = (prefix ?? preset.prefix ?? "").replace(/_$/, "");
  return first === "" ? name : `${first}_${name}`;
}

/** The summary of durations; beside the histogram it needs a name of its own. */
export function summaryFamily({ duration, summary }: Preset, kind: DurationKind): PresetFamily {
  if (summary?.name !== undefined) return { ...duration, name: summary.name };
  if (kind !== "both") return duration;
  return { ...duration, name: duration.name.replace(/(_seconds)?$/, "_summary$1") };
}
