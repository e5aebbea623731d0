// index.d.ts
export { dashboard } from "./dashboard.js";
export type { DashboardOptions } from "./dashboard-options.js";
export type { DashboardSource, RenderedMetrics } from "./dashboard-source.js";
export type { DashboardHandler } from "./express-handler.js";
export type { DashboardPluginOptions } from "./fastify-plugin.js";
export { alertRules } from "./generate/alert-rules.js";
export type { GenerateOptions, ServiceObjective } from "./generate/generate-options.js";
export { type GrafanaDashboard, grafanaDashboards } from "./generate/grafana-dashboards.js";
export type { GrafanaPanel } from "./generate/grafana-panel.js";
export { recordingRules } from "./generate/recording-rules.js";
export type { AlertRule, RecordingRule, Rule, RuleFile, RuleGroup } from "./generate/rule-file.js";
export { toYaml } from "./generate/yaml.js";

// dashboard.d.ts
import type { DashboardOptions } from "./dashboard-options.js";
import type { DashboardSource } from "./dashboard-source.js";
import { type DashboardHandler } from "./express-handler.js";
import { type DashboardPluginOptions, type FastifyLike } from "./fastify-plugin.js";
export declare function dashboard(metrics: DashboardSource, options?: DashboardOptions): DashboardHandler;
export declare function dashboard(instance: FastifyLike, options: DashboardPluginOptions): Promise<void>;

// dashboard-options.d.ts
export interface DashboardOptions {
    readonly path?: string;
    readonly title?: string;
    readonly refreshSeconds?: number;
}
export declare function resolveDashboardOptions(options: DashboardOptions, endpoint: string | false): Required<DashboardOptions>;

// dashboard-source.d.ts
import type { MetricsOptions } from "@routemetrics/core";
export interface DashboardSource {
    render(request: {
        accept?: string;
        acceptEncoding?: string;
    }): Promise<RenderedMetrics>;
    excludeAll(): unknown;
}
export interface RenderedMetrics {
    readonly body: string | Uint8Array;
    readonly contentType: string;
    readonly contentEncoding?: string | undefined;
}
export interface SourceSettings {
    readonly options: MetricsOptions;
    readonly guard?: unknown;
    readonly endpoint: string | false;
}
export declare function settingsOf(source: DashboardSource): SourceSettings;

// express-handler.d.ts
import type { IncomingMessage, ServerResponse } from "node:http";
import type { DashboardOptions } from "./dashboard-options.js";
import type { DashboardSource } from "./dashboard-source.js";
export type DashboardHandler = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void;
export declare function expressHandler(source: DashboardSource, options: DashboardOptions): DashboardHandler;

// fastify-plugin.d.ts
import type { DashboardOptions } from "./dashboard-options.js";
import type { DashboardSource } from "./dashboard-source.js";
export interface FastifyLike {
    route(options: never): unknown;
}
export interface DashboardPluginOptions extends DashboardOptions {
    readonly metrics: DashboardSource;
}
export declare function fastifyPlugin(instance: FastifyLike, options: DashboardPluginOptions): Promise<void>;

// generate/alert-rules.d.ts
import { type GenerateOptions } from "./generate-options.js";
import type { RuleFile } from "./rule-file.js";
export declare function alertRules<Request = never, Response = never>(options?: GenerateOptions<Request, Response>): RuleFile;

// generate/generate-options.d.ts
import { type MetricsOptions } from "@routemetrics/core";
export interface GenerateOptions<Request = never, Response = never> extends MetricsOptions<Request, Response> {
    readonly histograms?: "classic" | "native";
    readonly selector?: string;
    readonly objective?: ServiceObjective;
    readonly title?: string;
}
export interface ServiceObjective {
    readonly availability?: number;
    readonly latency?: number;
}
export declare function checkedObjective(objective?: ServiceObjective): Required<ServiceObjective>;

// generate/grafana-dashboards.d.ts
import type { GenerateOptions } from "./generate-options.js";
import { type GrafanaPanel } from "./grafana-panel.js";
export interface GrafanaDashboard {
    readonly uid: string;
    readonly title: string;
    readonly panels: readonly GrafanaPanel[];
    readonly [other: string]: unknown;
}
export declare function grafanaDashboards<Request = never, Response = never>(options?: GenerateOptions<Request, Response>): GrafanaDashboard[];

// generate/grafana-panel.d.ts
export interface Panel {
    readonly type: "timeseries" | "stat" | "heatmap" | "table" | "bargauge";
    readonly title: string;
    readonly unit: Unit;
    readonly width: 6 | 12;
    readonly queries: readonly PanelQuery[];
    readonly stacked?: boolean;
}
export type Unit = "reqps" | "percentunit" | "s" | "bytes" | "short" | "none";
export interface PanelQuery {
    readonly expr: string;
    readonly legend?: string;
    readonly instant?: boolean;
}
export declare const DATASOURCE: object;
export interface GrafanaPanel {
    readonly title: string;
    readonly targets: readonly {
        readonly expr: string;
    }[];
    readonly [other: string]: unknown;
}
export declare function panelJson(panel: Panel, id: number, place: {
    x: number;
    y: number;
    h: number;
}): GrafanaPanel;

// generate/recording-rules.d.ts
import type { GenerateOptions } from "./generate-options.js";
import type { RuleFile } from "./rule-file.js";
export declare function recordingRules<Request = never, Response = never>(options?: GenerateOptions<Request, Response>): RuleFile;

// generate/rule-file.d.ts
export interface RuleFile {
    readonly groups: readonly RuleGroup[];
}
export interface RuleGroup {
    readonly name: string;
    readonly rules: readonly Rule[];
}
export type Rule = RecordingRule | AlertRule;
export interface RecordingRule {
    readonly record: string;
    readonly expr: string;
}
export interface AlertRule {
    readonly alert: string;
    readonly expr: string;
    readonly for: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
}

// generate/yaml.d.ts
export declare function toYaml(value: object): string;
