/** What a health endpoint's body is made of at a moment. */
export interface HealthState {
  readonly time: Date;
  readonly uptimeSeconds: number;
  readonly version: string;
  /** By check: is it well? Only the endpoint's own checks. */
  readonly checks: Readonly<Record<string, boolean>>;
  /** True when all of the endpoint's checks are well. */
  readonly healthy: boolean;
}

/**
 * How a probe from outside judges the body, beyond the status. Each is a probe of its own, labelled with its
 * `check`, so that "the database is gone" can be told from "Redis is gone"; `check="all"` is the status and all of them.
 */
export interface BodyExpectation {
  /** Which check it judges. */
  readonly check: string;
  /** RE2 pattern that the body of a well service matches. */
  readonly matches: string;
}

/** A path of a service that tells how it is. */
export interface HealthEndpoint {
  /** Name of the probe: `readiness`; value of the label `probe`. */
  readonly name: string;
  readonly path: string;
  /** Status of a healthy and of an unhealthy answer. @default 200 and 503 */
  readonly status?: { readonly healthy: number; readonly failing: number };
  /** What it looks at; names that faults may break. @default nothing */
  readonly checks?: readonly string[];
  /** How long its checks may take; a probe from outside waits no longer. @default 5 */
  readonly timeoutSeconds?: number;
  /** Headers of its answers that must be there, to the letter; a probe judges them as the check `headers`. @default none */
  readonly headers?: Readonly<Record<string, string>>;
  /** Headers that its answers must not have, such as one that tells attackers what it runs on; judged with `headers`. */
  readonly without?: readonly string[];
  /** The body, to the letter. */
  body(state: HealthState): unknown;
  readonly expect?: readonly BodyExpectation[];
}

/** Numbers of a probe as the platform asks it (Kubernetes' names). */
export interface ServiceProbe {
  readonly kind: "liveness" | "readiness" | "startup";
  /** Name of the health endpoint. */
  readonly endpoint: string;
  /** @default 0 */
  readonly initialDelaySeconds?: number;
  readonly periodSeconds: number;
  /** @default 1 */
  readonly timeoutSeconds?: number;
  /** @default 3 */
  readonly failureThreshold?: number;
  /** @default 1 */
  readonly successThreshold?: number;
  /** True where the system is silent and the catalog chose the numbers. @default false */
  readonly chosen?: boolean;
}
