import type { Duration } from "../telemetry/units";

/** A limit of requests that the service enforces. */
export interface RateLimit {
  /** Paths it holds for: a prefix, or `*`. */
  readonly paths: string;
  readonly requests: number;
  readonly window: Duration;
  /** Paths, or prefixes that end with a slash, that it leaves alone. @default none */
  readonly except?: readonly string[];
  /** Who is counted. */
  readonly per: string;
  readonly status: 429;
  /** Headers of a refused answer and their values, where stated. */
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON body of a refused answer, where stated. */
  readonly body?: Readonly<Record<string, string>>;
}

/** A line of a system's checklist as its owner wrote it, and what the declaration knows of it. */
export interface ChecklistFact {
  /** Section of the production checklist. */
  readonly section: "Security" | "Infrastructure" | "Monitoring" | "Performance" | "Backup" | "Delivery";
  /** The line. */
  readonly line: string;
}

/** Something else that a service cannot do without. */
export interface Dependency {
  /** `postgres`, `redis`, `mongodb`, …, as the health checks name it. */
  readonly name: string;
  readonly kind: "database" | "cache" | "queue" | "service" | "external";
}
