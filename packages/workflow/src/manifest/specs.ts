/** One metric of a manifest, checked. Texts still hold their tags. */
export interface MetricSpec {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly { readonly key: string; readonly value: string }[];
  /** Empty: always. */
  readonly when: string;
  readonly type: "gauge" | "histogram" | "counter";
  readonly value: string;
  /** Histograms: ascending upper bounds; undefined: the default ones. */
  readonly buckets: readonly number[] | undefined;
  /** Gauges: read at each scrape from the start of the job. */
  readonly realtime: boolean;
  readonly operation: "Set" | "Add" | "Sub";
  /** Where it was defined: `adviser.yaml:12:9`. */
  readonly origin: string;
}

/** Values by name, as a manifest gives them. */
export type Defaults = Readonly<Record<string, string>>;

export interface TemplateSpec {
  readonly name: string;
  readonly metrics: readonly MetricSpec[];
  /** Parameters and their defaults; the empty text when there is none. */
  readonly inputs: Defaults;
  readonly outputs: Defaults;
  /** Files that hold outputs, by name: `valueFrom.path`. */
  readonly outputFiles: Defaults;
  /** It has a `retryStrategy`. */
  readonly retried: boolean;
}

export interface WorkflowSpec {
  /** `metadata.name`, or `metadata.generateName` without its last `-`; may be empty. */
  readonly name: string;
  readonly namespace: string;
  readonly entrypoint: string;
  readonly serviceAccountName: string;
  readonly priority: string;
  readonly parameters: Defaults;
  readonly labels: Defaults;
  readonly annotations: Defaults;
  readonly metrics: readonly MetricSpec[];
  /** Those without metrics of their own have the ones of `templateDefaults`. */
  readonly templates: readonly TemplateSpec[];
  /** Names that steps and DAG tasks give to templates. */
  readonly taskTemplates: Defaults;
}

/** What `loadMetrics` reads out of manifests, for `jobMetrics`. */
export interface JobSpecs {
  readonly workflows: readonly WorkflowSpec[];
  /** Templates that stand alone. */
  readonly templates: readonly TemplateSpec[];
  /** Stanzas that stand alone: they are for every job. */
  readonly metrics: readonly MetricSpec[];
}
