import type { Condition, Language } from "../queries/query";
import type { Duration } from "../telemetry/units";
import type { Channel, Severity } from "./team";

/** What an author may say in a text; each is filled with the rule's own value, so that the text cannot lie. */
export interface AlertFacts {
  /** The measured value in the unit of the query: "2.31 s", "5.4%". */
  readonly value: string;
  /** The number that the condition compares with, in the same unit: "2 s", "5%". */
  readonly threshold: string;
  /** How long the condition must hold, as a person says it: "5 minutes". */
  readonly hold: string;
  /** How far back the condition looks: "10 minutes". */
  readonly range: string;
  /** How far ahead a forecast looks: "4 days". */
  readonly ahead: string;
  /** The share of requests that a quantile is about: "95%". */
  readonly quantile: string;
  /** The same as a rank: "95th percentile". */
  readonly percentile: string;
  /** A label of the fired alert. */
  label(name: string): string;
}

export type AlertText = (facts: AlertFacts) => string;

/** What the person who is woken reads. The generator adds query, panel, owner and escalation. */
export interface Runbook {
  /** What is wrong, in one or two sentences. */
  readonly meaning: string;
  /** What users notice. */
  readonly impact: string;
  /** What to look at, in order; at least one. */
  readonly diagnosis: readonly [string, ...string[]];
  /** What to do, in order; at least one. */
  readonly mitigation: readonly [string, ...string[]];
  /** When to get whom. @default the team's escalation */
  readonly escalation?: string;
}

export interface AlertSpec {
  /** Condition over the service's own telemetry, or with `watches` over another's. */
  readonly when: Condition<string, Language>;
  /** How long it must hold. @default "0s": the first evaluation fires */
  readonly hold?: Duration;
  /** How long it goes on firing after it ceased. @default "0s" */
  readonly keepFiring?: Duration;
  readonly severity: Severity;
  /** Labels besides those of every alert: which SLO burns, how fast. @default none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Channels. @default those of the owner for the severity */
  readonly to?: readonly Channel[];
  readonly summary: AlertText;
  readonly description: AlertText;
  readonly runbook: Runbook;
  /** Other services (`system/service`) whose telemetry the condition reads: the host's disk, say. */
  readonly watches?: readonly string[];
  /** A heartbeat fires always; its absence is what is noticed. @default "symptom" */
  readonly class?: "symptom" | "heartbeat";
  /** How often it is evaluated. @default the global interval (15s) */
  readonly every?: Duration;
  /** Name of the rule group where the system's own matters (`critical`). @default the service */
  readonly group?: string;
  /** Faults of the service, by name, under which it fires. */
  readonly firesUnder: readonly string[];
}

/** An alert of a service; its identity is `system/service/name`. */
export interface Alert extends AlertSpec {
  /** PascalCase symptom. */
  readonly name: string;
}

export function alert(name: string, spec: AlertSpec): Alert {
  return { name, ...spec };
}
