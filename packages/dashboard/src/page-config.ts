/** Where the page finds what it shows: written into the document by the server. */
export interface PageConfig {
  /** Shown in the heading, e.g. the name of the service. */
  readonly title: string;
  /** Seconds between two scrapes. */
  readonly refreshSeconds: number;
  readonly http: HttpMetricNames;
  /** Seconds that a good response takes at most, when the service has said so. */
  readonly sloLatency?: number;
}

/** Names of the HTTP metrics and of their labels, as the options of the service made them. */
export interface HttpMetricNames {
  /** Histogram or summary of seconds; absent when durations are off. */
  readonly duration?: string;
  readonly requests?: string;
  readonly exceptions?: string;
  readonly inFlight?: string;
  readonly requestSize?: string;
  readonly responseSize?: string;
  readonly labels: { readonly method: string; readonly path: string; readonly status: string };
}
