// index.d.ts
export { type QueueJob, queueProcessor } from "./adapters/queue-processor.js";
export { scheduledWorkflow } from "./adapters/scheduled-workflow.js";
export type { JobStatus, TextValue, WorkflowDetails } from "./job/details.js";
export type { FailureReason } from "./job/emission-failure.js";
export { type JobMetrics, jobMetrics } from "./job/job-metrics.js";
export type { JobMetricsOptions, TaskOptions, WorkflowOptions } from "./job/job-options.js";
export type { MetricFailure, OnMetricError } from "./job/reporter.js";
export type { TaskContext } from "./job/task-context.js";
export type { TaskArguments, WorkflowContext } from "./job/workflow-context.js";
export { type LoadOptions, loadMetrics } from "./manifest/load-metrics.js";
export type { JobSpecs, MetricSpec, TemplateSpec, WorkflowSpec } from "./manifest/specs.js";
export { parseGoFloat } from "./number/parse-float.js";
export { evaluateWhen } from "./when/evaluate-when.js";

// adapters/queue-processor.d.ts
import type { JobMetrics } from "../job/job-metrics.js";
export interface QueueJob {
    readonly name: string;
    readonly id?: string | undefined;
    readonly data?: unknown;
    readonly attemptsMade?: number;
    readonly opts?: {
        readonly attempts?: number | undefined;
    };
}
export declare function queueProcessor<Job extends QueueJob, Rest extends unknown[], T>(metrics: JobMetrics, processor: (job: Job, ...rest: Rest) => T, name?: string): (job: Job, ...rest: Rest) => Promise<Awaited<T>>;

// adapters/scheduled-workflow.d.ts
import type { JobMetrics } from "../job/job-metrics.js";
import type { WorkflowContext } from "../job/workflow-context.js";
export declare function scheduledWorkflow<T>(metrics: JobMetrics, name: string, run: (workflow: WorkflowContext) => T, onFailure?: (error: unknown) => void): () => Promise<void>;

// job/details.d.ts
export type JobStatus = "Succeeded" | "Failed" | "Error" | "Skipped" | "Omitted";
export type TextValue = string | number | boolean;
export interface WorkflowDetails {
    readonly namespace?: string;
    readonly uid?: string;
    readonly labels?: Readonly<Record<string, TextValue>>;
    readonly annotations?: Readonly<Record<string, TextValue>>;
    readonly parameters?: Readonly<Record<string, TextValue>>;
    readonly priority?: TextValue;
    readonly serviceAccountName?: string;
    readonly scheduledTime?: Date;
}

// job/emission-failure.d.ts
export type FailureReason = 
"template"
 | "when"
 | "value"
 | "range"
 | "too_long"
 | "help"
 | "internal";
export declare class EmissionFailure extends Error {
    readonly reason: FailureReason;
    constructor(reason: FailureReason, message: string);
}
export declare function stage<T>(reason: FailureReason, run: () => T): T;

// job/job-metrics.d.ts
import { type MeasuringDecorator, type RegistryLike } from "@routemetrics/core";
import { type JobMetricsOptions, type TaskOptions, type WorkflowOptions } from "./job-options.js";
import type { TaskContext } from "./task-context.js";
import { type TaskArguments, type WorkflowContext } from "./workflow-context.js";
export interface JobMetrics {
    readonly registry: RegistryLike;
    runTask<T>(name: string, ...rest: TaskArguments<T>): Promise<Awaited<T>>;
    runWorkflow<T>(name: string, ...rest: readonly [run: (workflow: WorkflowContext) => T] | readonly [options: WorkflowOptions, run: (workflow: WorkflowContext) => T]): Promise<Awaited<T>>;
    wrap<This, Args extends unknown[], T>(name: string, run: (this: This, ...args: Args) => T): (this: This, ...args: Args) => Promise<Awaited<T>>;
    task(name: string, options?: TaskOptions): MeasuringDecorator;
    workflow(name: string, options?: WorkflowOptions): MeasuringDecorator;
    current(): TaskContext | undefined;
}
export declare function jobMetrics(options: JobMetricsOptions): JobMetrics;

// job/job-options.d.ts
import { type RegistryLike } from "@routemetrics/core";
import type { JobSpecs } from "../manifest/specs.js";
import type { TextValue, WorkflowDetails } from "./details.js";
import type { Substitution } from "./emit.js";
import type { OnMetricError } from "./reporter.js";
import type { StatusOf } from "./run-node.js";
export interface JobMetricsOptions {
    readonly specs: JobSpecs | readonly JobSpecs[];
    readonly registry?: RegistryLike;
    readonly prefix?: string;
    readonly onError?: OnMetricError;
    readonly emit?: "each" | "final";
    readonly substitution?: Substitution;
    readonly ttl?: number;
    readonly maxSeries?: number;
}
export interface TaskOptions extends WorkflowDetails {
    readonly inputs?: Readonly<Record<string, TextValue>>;
    readonly retries?: number;
    readonly attempt?: number;
    readonly attempts?: number;
    readonly statusOf?: StatusOf;
}
export interface WorkflowOptions extends WorkflowDetails {
    readonly name?: string;
    readonly statusOf?: StatusOf;
}
export declare function checkJobOptions(options: JobMetricsOptions): void;

// job/reporter.d.ts
import { MetricsError, type RegistryLike } from "@routemetrics/core";
import { type FailureReason } from "./emission-failure.js";
export interface MetricFailure {
    readonly metric: string;
    readonly reason: FailureReason | "unknown_job";
}
export type OnMetricError = (error: MetricsError, failure: MetricFailure) => void;
export declare class Reporter {
    #private;
    constructor(registry: RegistryLike, onError: OnMetricError | undefined);
    guard<T>(metric: string, run: () => T): T | undefined;
    report(metric: string, reason: MetricFailure["reason"], message: string): void;
}

// job/task-context.d.ts
import type { JobStatus } from "./details.js";
import type { NodeState } from "./node-state.js";
export interface TaskContext {
    readonly name: string;
    readonly attempt: number;
    setOutput(name: string, value: unknown): void;
    setResult(value: unknown): void;
    setExitCode(code: number): void;
    setStatus(status: JobStatus): void;
}
export declare function taskContext(name: string, attempt: number, node: NodeState, overruled: (status: JobStatus) => void): TaskContext;
export declare function asText(value: unknown): string;

// job/workflow-context.d.ts
import type { TaskOptions } from "./job-options.js";
import type { TaskContext } from "./task-context.js";
export type TaskArguments<T> = readonly [run: (context: TaskContext) => T] | readonly [options: TaskOptions, run: (context: TaskContext) => T];
export interface WorkflowContext extends TaskContext {
    task<T>(name: string, ...rest: TaskArguments<T>): Promise<Awaited<T>>;
    skipTask(name: string, options?: TaskOptions): void;
}
export declare function taskArguments<O, F>(rest: readonly [run: F] | readonly [options: O, run: F]): readonly [O, F];

// manifest/load-metrics.d.ts
import { type ManifestProblem } from "./documents.js";
import type { Parameters } from "./openshift.js";
import type { JobSpecs } from "./specs.js";
export interface LoadOptions {
    readonly parameters?: Parameters;
    readonly substitution?: "bound" | "text";
}
export declare function loadMetrics(source: string | URL | object, options?: LoadOptions): JobSpecs;
export declare function readManifest(source: string | URL | object, options?: LoadOptions): {
    specs: JobSpecs;
    problems: ManifestProblem[];
};
export declare function formatProblem({ file, line, column, message }: ManifestProblem): string;

// manifest/specs.d.ts
export interface MetricSpec {
    readonly name: string;
    readonly help: string;
    readonly labels: readonly {
        readonly key: string;
        readonly value: string;
    }[];
    readonly when: string;
    readonly type: "gauge" | "histogram" | "counter";
    readonly value: string;
    readonly buckets: readonly number[] | undefined;
    readonly realtime: boolean;
    readonly operation: "Set" | "Add" | "Sub";
    readonly origin: string;
}
export type Defaults = Readonly<Record<string, string>>;
export interface TemplateSpec {
    readonly name: string;
    readonly metrics: readonly MetricSpec[];
    readonly inputs: Defaults;
    readonly outputs: Defaults;
    readonly outputFiles: Defaults;
    readonly retried: boolean;
}
export interface WorkflowSpec {
    readonly name: string;
    readonly namespace: string;
    readonly entrypoint: string;
    readonly serviceAccountName: string;
    readonly priority: string;
    readonly parameters: Defaults;
    readonly labels: Defaults;
    readonly annotations: Defaults;
    readonly metrics: readonly MetricSpec[];
    readonly templates: readonly TemplateSpec[];
    readonly taskTemplates: Defaults;
}
export interface JobSpecs {
    readonly workflows: readonly WorkflowSpec[];
    readonly templates: readonly TemplateSpec[];
    readonly metrics: readonly MetricSpec[];
}

// number/parse-float.d.ts
export declare function parseGoFloat(text: string): number;

// when/evaluate-when.d.ts
import { type Unit } from "./units.js";
export declare function evaluateWhen(text: string): boolean;
export declare function evaluateUnits(units: readonly Unit[]): boolean;
export declare function checkCondition(units: readonly Unit[]): void;

// job/emit.d.ts
import type { MetricSpec } from "../manifest/specs.js";
import { type Scope } from "../template/substitute.js";
import type { JobFamily } from "./job-family.js";
export type Substitution = "bound" | "text";
export declare function emit(spec: MetricSpec, family: JobFamily, scope: Scope, substitution: Substitution): void;
export declare function emitRealtime(spec: MetricSpec, family: JobFamily, scope: Scope, substitution: Substitution, read: () => number): (() => void) | undefined;

// job/run-node.d.ts
import type { NodeState } from "./node-state.js";
import { type TaskContext } from "./task-context.js";
export type StatusOf = (error: unknown) => "Failed" | "Error" | "Skipped";
export type Outcome<T> = {
    readonly ok: true;
    readonly value: T;
} | {
    readonly ok: false;
    readonly error: unknown;
};
export declare function runNode<T>(name: string, attempt: number, node: NodeState, statusOf: StatusOf | undefined, run: (context: TaskContext) => T): Promise<Outcome<Awaited<T>>>;
export declare function unwrap<T>(outcome: Outcome<T>): T;

// job/node-state.d.ts
import type { TemplateSpec } from "../manifest/specs.js";
import type { JobStatus, TextValue } from "./details.js";
import { Stopwatch } from "./stopwatch.js";
import { type WorkflowState } from "./workflow-state.js";
export declare class NodeState {
    #private;
    readonly clock: Stopwatch;
    readonly outputs: Map<string, string>;
    status: JobStatus | "Pending" | "Running";
    result: string | undefined;
    exitCode: number | undefined;
    retries: number | undefined;
    constructor(template: TemplateSpec | undefined, inputs?: Readonly<Record<string, TextValue>>);
    copyEnd(attempt: NodeState): void;
    scope(workflow: WorkflowState): ReadonlyMap<string, string>;
}

// manifest/documents.d.ts
import { Place } from "./place.js";
export interface ManifestProblem {
    readonly file: string | undefined;
    readonly line: number | undefined;
    readonly column: number | undefined;
    readonly message: string;
}
export type ReportProblem = (problem: ManifestProblem) => void;
export declare function parseDocuments(text: string, file: string | undefined, report: ReportProblem): Place[];
export declare function objectPlace(value: unknown, report: ReportProblem): Place;

// manifest/openshift.d.ts
import type { Place } from "./place.js";
export type Parameters = Readonly<Record<string, string | number | boolean>>;
export declare function expandTemplate(template: Place, given: Parameters): Place;
export declare function insertParameters(document: Place, given: Parameters): Place;

// when/units.d.ts
export type Unit = string | BoundValue;
export interface BoundValue {
    readonly bound: string;
}
export declare function unitsOf(text: string): Unit[];
export declare function unitsText(units: readonly Unit[]): string;

// template/substitute.d.ts
import type { Unit } from "../when/units.js";
export type Scope = ReadonlyMap<string, string>;
export declare function substitute(template: string, scope: Scope): string;
export declare function substituteUnits(template: string, scope: Scope): Unit[];

// job/job-family.d.ts
import { type FamilySource, type Labels, type MetricFamily } from "@routemetrics/core";
import type { MetricSpec } from "../manifest/specs.js";
export interface JobFamilyOptions {
    readonly name: string;
    readonly help: string;
    readonly type: MetricSpec["type"];
    readonly buckets: readonly number[] | undefined;
    readonly ttl: number | undefined;
    readonly maxSeries: number | undefined;
}
export declare class JobFamily implements FamilySource {
    #private;
    readonly type: MetricSpec["type"];
    readonly labelNames: readonly string[];
    readonly aggregator = "sum";
    constructor(options: JobFamilyOptions);
    get name(): string;
    set name(_name: string);
    get help(): string;
    accepts({ type, help, buckets }: JobFamilyOptions): boolean;
    useHelp(help: string): void;
    update(labels: Labels, value: number, operation: MetricSpec["operation"]): void;
    follow(labels: Labels, read: () => number): () => void;
    metricFamily(): Promise<MetricFamily>;
    get(): Promise<object>;
    reset(): void;
}

// job/stopwatch.d.ts
export declare class Stopwatch {
    #private;
    get seconds(): number;
    stop(): void;
}

// job/workflow-state.d.ts
import type { WorkflowSpec } from "../manifest/specs.js";
import type { WorkflowDetails } from "./details.js";
import { Stopwatch } from "./stopwatch.js";
export declare class WorkflowState {
    #private;
    readonly clock: Stopwatch;
    readonly outputs: Map<string, string>;
    status: string;
    constructor(name: string, spec: WorkflowSpec | undefined, details: WorkflowDetails);
    variables(): [string, string][];
}
export declare function texts(values?: Readonly<Record<string, unknown>>): Record<string, string>;
export declare function prefixed(prefix: string, values: Readonly<Record<string, string>>): [string, string][];

// manifest/place.d.ts
export type Path = readonly (string | number)[];
export interface PlaceSource {
    report(path: Path, message: string, onKey: boolean): void;
    origin(path: Path): string;
}
export declare class Place {
    #private;
    readonly value: unknown;
    readonly path: Path;
    constructor(value: unknown, path: Path, source: PlaceSource);
    get isSet(): boolean;
    at(key: string | number): Place;
    with(value: unknown): Place;
    items(): Place[];
    keys(): string[];
    text(): string | undefined;
    fault(message: string): void;
    keyFault(message: string): void;
    get origin(): string;
    get label(): string;
}
