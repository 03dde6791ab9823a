import type { LogFacts } from "../telemetry/logs";
import type { MetricFacts, MetricSet, Origin } from "../telemetry/metrics";
import type { SpanFacts } from "../telemetry/spans";
import type { Duration } from "../telemetry/units";
import type { Alert } from "./alert";
import type { Behaviour } from "./behaviour";
import type { Board } from "./board";
import type { ChecklistFact, Dependency, RateLimit } from "./checklist";
import type { Fault } from "./fault";
import type { HealthEndpoint, ServiceProbe } from "./health";
import type { MuteWindow } from "./mute-window";
import type { Slo } from "./slo";
import type { Team } from "./team";

/** How metrics come to Prometheus. */
export type MetricDelivery =
  /** Prometheus asks for them. */
  | {
      readonly by: "scrape";
      /** Port inside the service's container. */
      readonly port: number;
      readonly path: string;
      /** @default "15s" */
      readonly every?: Duration;
      /** Only what is declared is stored, for servers that show tens of thousands of series. @default everything */
      readonly only?: "declared";
    }
  /** The service sends them to the collector. */
  | { readonly by: "otlp"; readonly temporality: "delta" | "cumulative"; readonly every: Duration }
  /** It sends none (a worker with logs only). */
  | { readonly by: "none" };

/** Which metrics tell rate, errors and duration; the overview dashboard and the SLOs are made from them. */
export interface Red {
  readonly requests: readonly MetricFacts[];
  readonly errors: readonly MetricFacts[];
  /** Seconds. */
  readonly duration?: MetricFacts;
  /** Labels of `requests` by which panels split. */
  readonly by: readonly string[];
}

/** Everything that belfry knows of a service. */
export interface ServiceSpec {
  readonly origin: Origin;
  /** One sentence: what it is for. */
  readonly description: string;
  readonly owner: Team;
  /** How much depends on it; decides the order of dashboards and who is woken for burn rates. */
  readonly importance: "high" | "normal" | "low";
  readonly version: string;
  readonly metrics: MetricSet;
  readonly delivery: MetricDelivery;
  /**
   * Most series that one instance may have: the declaration is refused when its metrics may have more. @default 10,000
   */
  readonly seriesBudget?: number;
  readonly red?: Red;
  readonly logs?: LogFacts;
  readonly spans?: SpanFacts;
  /** Port of the API inside its container, where it has one. */
  readonly port?: number;
  readonly health?: readonly HealthEndpoint[];
  readonly probes?: readonly ServiceProbe[];
  readonly behaviour: Behaviour;
  /** What can go wrong, physically, by a short name: `errors`, `slow`, `down`, `databaseDown`. */
  readonly faults: Readonly<Record<string, Fault>>;
  readonly slos?: readonly Slo[];
  readonly alerts: readonly Alert[];
  /** When some of its alerts tell nobody. @default never */
  readonly muted?: readonly MuteWindow[];
  readonly boards?: readonly Board[];
  readonly rateLimits?: readonly RateLimit[];
  readonly dependsOn?: readonly Dependency[];
  readonly checklist?: readonly ChecklistFact[];
  /** Facts that dashboards and policies show as they are (a daily budget in dollars, retention …). */
  readonly facts?: Readonly<Record<string, string | number>>;
}

/** A declaration that was checked. Only `defineService` makes one. */
export interface Service extends ServiceSpec {
  /** `system/service`. */
  readonly id: string;
  /** True for belfry's own servers and for the cluster's: they are real wherever they are, no simulator stands in. */
  readonly stack: boolean;
}
