import type { HttpStatus } from "../telemetry/http";
import type { LabelSpecs, Matcher, Where } from "../telemetry/labels";
import type { Metric, MetricFacts } from "../telemetry/metrics";
import type { Moment } from "./behaviour";
import type { Emission } from "./emission";

/** Signals that can be lost apart from the rest: metrics that stay away are `down` for whoever watches. */
export type Signal = "logs" | "traces";

/** What physically happens. Never derived from an alert's expression: else the proof proves itself. */
export type Effect =
  /** A share (0–1) of the requests ends with `status`. */
  | {
      readonly effect: "fail";
      readonly share: number;
      readonly status: HttpStatus;
      readonly operations?: readonly string[];
    }
  /** Requests take so many times as long. */
  | { readonly effect: "slow"; readonly times: number; readonly operations?: readonly string[] }
  /** The process is gone: nothing answers, nothing is sent. */
  | { readonly effect: "down" }
  /** Something that the health endpoints check is gone (`database`). */
  | { readonly effect: "broken"; readonly check: string }
  /** A health check answers well, but takes so long. */
  | { readonly effect: "lag"; readonly check: string; readonly seconds: number }
  /** The load is so many times as high. */
  | { readonly effect: "surge"; readonly times: number }
  /** A gauge stands at a value, whatever the behaviour sets. */
  | {
      readonly effect: "stuck";
      readonly metric: MetricFacts;
      readonly matchers: readonly Matcher[];
      readonly value: number;
    }
  /** What the service sends of a signal arrives nowhere. */
  | { readonly effect: "loses"; readonly signal: Signal }
  /** Nothing that comes is stored: what else the fault does is seen by nobody before it is over. */
  | { readonly effect: "unstored" }
  /** The clock is ahead by so many seconds, or behind where they are negative: lines and spans carry a wrong time. */
  | { readonly effect: "skew"; readonly seconds: number }
  /** Its answers let every origin read them (CORS). */
  | { readonly effect: "admits" }
  /** Something more is sent, every second; what belongs to another service (the host's disk) is that one's to show. */
  | { readonly effect: "sends"; emits(moment: Moment): readonly Emission[] };

/** Something that can go wrong with a service. */
export interface Fault {
  /** What a person would say has happened. */
  readonly title: string;
  readonly effects: readonly [Effect, ...Effect[]];
}

/** A share of the requests fails: `failing(0.2, "500")`; the share is the default of `--fault errors=0.2`. */
export function failing(share: number, status: HttpStatus, operations?: readonly string[]): Fault {
  return {
    title: `${share * 100}% of requests end with ${status}`,
    effects: [{ effect: "fail", share, status, ...(operations ? { operations } : {}) }],
  };
}

/** Requests take `times` as long. */
export function slow(times: number, operations?: readonly string[]): Fault {
  return {
    title: `requests take ${times} times as long`,
    effects: [{ effect: "slow", times, ...(operations ? { operations } : {}) }],
  };
}

/** The process is gone. */
export function down(): Fault {
  return { title: "the process is gone", effects: [{ effect: "down" }] };
}

/** What a health check looks at is gone; say with `also` what else is then seen. */
export function broken(check: string, ...also: Effect[]): Fault {
  return { title: `${check} is gone`, effects: [{ effect: "broken", check }, ...also] };
}

/** The service works, but its lines or spans are lost on their way. */
export function losing(signal: Signal): Fault {
  return { title: `its ${signal} are lost on their way`, effects: [{ effect: "loses", signal }] };
}

/** The clock of the machine is wrong; the seconds are the default of `--fault clockSkew=7200`. */
export function clockSkew(seconds: number): Fault {
  return { title: `its clock is ${seconds} s ahead`, effects: [{ effect: "skew", seconds }] };
}

/** A spike: so many times the normal load. */
export function surge(times: number): Fault {
  return { title: `${times} times the normal load`, effects: [{ effect: "surge", times }] };
}

/** A gauge stands still at a value. */
export function stuck<L extends LabelSpecs>(
  metric: Metric<"gauge", L>,
  value: number,
  where: Where<L> = {},
): Effect {
  return { effect: "stuck", metric, matchers: metric.where(where).matchers, value };
}

export function sends(emits: (moment: Moment) => readonly Emission[]): Effect {
  return { effect: "sends", emits };
}

/** A fault of several effects. */
export function fault(title: string, ...effects: [Effect, ...Effect[]]): Fault {
  return { title, effects };
}
