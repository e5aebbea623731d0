/** The phases of Argo that a job can end in. */
export type JobStatus = "Succeeded" | "Failed" | "Error" | "Skipped" | "Omitted";

export type TextValue = string | number | boolean;

/** What the variables `workflow.*` tell of one run. Defaults come from the manifest. */
export interface WorkflowDetails {
  readonly namespace?: string;
  readonly uid?: string;
  readonly labels?: Readonly<Record<string, TextValue>>;
  readonly annotations?: Readonly<Record<string, TextValue>>;
  readonly parameters?: Readonly<Record<string, TextValue>>;
  readonly priority?: TextValue;
  readonly serviceAccountName?: string;
  /** When a schedule meant the run to start. */
  readonly scheduledTime?: Date;
}
