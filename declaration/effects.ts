import type { HttpStatus } from "../telemetry/http";
import type { Matcher } from "../telemetry/labels";
import type { MetricFacts } from "../telemetry/metrics";
import type { Operation } from "./behaviour";
import type { Effect, Fault, Signal } from "./fault";
import type { Random } from "./random";

/** What is physically wrong at the moment: the effects of all faults that are switched on. */
export type Effects = readonly Effect[];

function concerns(effect: { readonly operations?: readonly string[] }, operation: Operation): boolean {
  return effect.operations?.includes(operation.name) ?? true;
}

/** Is the process gone? */
export function isDown(effects: Effects): boolean {
  return effects.some(({ effect }) => effect === "down");
}

const brokenBy = new WeakMap<Effects, ReadonlySet<string>>();

/** The checks of the health endpoints that fail; worked out once for the same effects, since every request asks. */
export function brokenChecks(effects: Effects): ReadonlySet<string> {
  const known = brokenBy.get(effects);
  if (known) return known;
  const broken = new Set(effects.flatMap((effect) => (effect.effect === "broken" ? [effect.check] : [])));
  brokenBy.set(effects, broken);
  return broken;
}

/** Seconds that the slowest of some health checks takes. */
export function lagSeconds(effects: Effects, checks: readonly string[]): number {
  const lags = effects.map((effect) =>
    effect.effect === "lag" && checks.includes(effect.check) ? effect.seconds : 0,
  );
  return Math.max(0, ...lags);
}

/** Is nothing stored of what comes? */
export function isUnstored(effects: Effects): boolean {
  return effects.some(({ effect }) => effect === "unstored");
}

/** Does nothing of this signal arrive? */
export function isLost(effects: Effects, signal: Signal): boolean {
  return effects.some((effect) => effect.effect === "loses" && effect.signal === signal);
}

/** Do its answers let every origin read them? */
export function admitsAll(effects: Effects): boolean {
  return effects.some(({ effect }) => effect === "admits");
}

/** What the service's own clock shows at a time. */
export function clockTime(effects: Effects, time: Date): Date {
  let ahead = 0;
  for (const effect of effects) if (effect.effect === "skew") ahead += effect.seconds;
  return ahead === 0 ? time : new Date(time.getTime() + ahead * 1000);
}

/** By how much the load is higher. */
export function surge(effects: Effects): number {
  return effects.reduce((times, effect) => (effect.effect === "surge" ? times * effect.times : times), 1);
}

/** By how much requests of the operation take longer. */
export function slowness(effects: Effects, operation: Operation): number {
  return effects.reduce(
    (times, effect) =>
      effect.effect === "slow" && concerns(effect, operation) ? times * effect.times : times,
    1,
  );
}

/** How one request of the operation ends: each fault strikes by its own share, then what fails on a normal day. */
export function statusOf(effects: Effects, operation: Operation, random: Random): HttpStatus {
  for (const effect of effects) {
    if (effect.effect === "fail" && concerns(effect, operation) && random() < effect.share) {
      return effect.status;
    }
  }
  return random() < (operation.failing ?? 0) ? "500" : (operation.status ?? "200");
}

/** Does a series with these labels match? Patterns are anchored, as in PromQL. */
export function matches(matchers: readonly Matcher[], labels: Readonly<Record<string, string>>): boolean {
  return matchers.every(({ label, operator, value }) => {
    const actual = labels[label] ?? "";
    if (operator === "=") return actual === value;
    if (operator === "!=") return actual !== value;
    return new RegExp(`^(?:${value})$`).test(actual) === (operator === "=~");
  });
}

/** The value at which a gauge is stuck, if it is. */
export function stuckAt(
  effects: Effects,
  metric: MetricFacts,
  labels: Readonly<Record<string, string>>,
): number | undefined {
  for (const effect of effects) {
    if (
      effect.effect === "stuck" &&
      effect.metric.series === metric.series &&
      matches(effect.matchers, labels)
    ) {
      return effect.value;
    }
  }
  return undefined;
}

function amountOf(effect: Effect): number | undefined {
  if (effect.effect === "fail") return effect.share;
  if (effect.effect === "slow" || effect.effect === "surge") return effect.times;
  if (effect.effect === "lag" || effect.effect === "skew") return effect.seconds;
  return effect.effect === "stuck" ? effect.value : undefined;
}

/** How strong a fault is: the share, times, seconds or value of its first effect that has one. */
export function amount(fault: Fault): number | undefined {
  return fault.effects.map(amountOf).find((found) => found !== undefined);
}

function withAmount(effect: Effect, wanted: number): Effect {
  if (effect.effect === "fail") return { ...effect, share: wanted };
  if (effect.effect === "slow" || effect.effect === "surge") return { ...effect, times: wanted };
  if (effect.effect === "lag" || effect.effect === "skew") return { ...effect, seconds: wanted };
  return effect.effect === "stuck" ? { ...effect, value: wanted } : effect;
}

/** Why a fault cannot have this strength, if it cannot. */
export function amountProblem(fault: Fault, wanted: number): string | undefined {
  const effect = fault.effects.find((candidate) => amountOf(candidate) !== undefined);
  if (!effect) return `"${fault.title}" has no strength. Fix: leave the number out`;
  if (effect.effect === "fail" && !(wanted >= 0 && wanted <= 1)) {
    return `${wanted} is no share of requests. Fix: use 0 to 1, such as 0.2`;
  }
  if (effect.effect !== "stuck" && effect.effect !== "skew" && !(wanted >= 0)) {
    return `${wanted} is less than nothing. Fix: use 0 or more, such as 5`;
  }
  return Number.isFinite(wanted) ? undefined : `${wanted} is no number`;
}

/** The fault with another strength. */
export function strengthened(fault: Fault, wanted: number): Fault {
  const index = fault.effects.findIndex((effect) => amountOf(effect) !== undefined);
  const [first, ...rest] = fault.effects;
  const change = (effect: Effect, i: number) => (i === index ? withAmount(effect, wanted) : effect);
  return { ...fault, effects: [change(first, 0), ...rest.map((effect, i) => change(effect, i + 1))] };
}
