import type { Effects } from "../../declaration/effects";
import type { Service } from "../../declaration/service";

/** A stretch of time in seconds since the scenario began; `to` is no longer in it. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Seconds between two scrapes, and between two exports of what is pushed. All moments of a scenario are multiples. */
export const stepSeconds = 15;

/** What happens to a service, on a clock of its own. */
export interface Scenario {
  /** What a person would call it: `errors`, `healthy`, `one missed scrape`. */
  readonly name: string;
  readonly service: Service;
  /** Services that play their normal day beside it, since its alerts read their telemetry, too. */
  readonly beside: readonly Service[];
  /** Unix time at which it begins. */
  readonly begin: number;
  readonly seconds: number;
  /** How many times the normal load. */
  readonly load: number;
  readonly fault?: Stretch & { readonly effects: Effects };
  /** The process starts anew between two scrapes, so that counters begin at zero. */
  readonly restartAt?: number;
  /** This one scrape fails. */
  readonly missedAt?: number;
  /** Meanwhile the service is no target of Prometheus, as if discovery had lost it. */
  readonly absent?: Stretch;
}

export function isWithin(seconds: number, stretch: Stretch | undefined): boolean {
  return stretch !== undefined && seconds >= stretch.from && seconds < stretch.to;
}

/** Nothing is wrong: always the same list, so that a change of effects is seen. */
export const noEffects: Effects = [];

/** The effects that are at work at a moment. */
export function effectsAt({ fault }: Scenario, seconds: number): Effects {
  return fault && isWithin(seconds, fault) ? fault.effects : noEffects;
}

/** A number that is the same for the same text, to seed what is random in a scenario (FNV-1a). */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
