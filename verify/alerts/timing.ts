import type { Alert } from "../../declaration/alert";
import type { Expression } from "../../queries/expression";
import { calls, leaves } from "../../queries/expression";
import { isDuration, seconds } from "../../telemetry/units";

/** Recorded series of SLOs are rates over five minutes, or made of such. */
const recordedSeconds = 300;

/** How far an expression looks back, in seconds. */
export function lookBack(expression: Expression): number {
  const ranges = leaves(expression).map((leaf) => {
    const { range, offset } = leaf;
    const over = range !== undefined && isDuration(range) ? seconds(range) : 0;
    const recorded = leaf.kind === "series" && leaf.series.startsWith("belfry:") ? recordedSeconds : 0;
    return over + recorded + (offset === undefined ? 0 : seconds(offset));
  });
  return Math.max(0, ...ranges);
}

/** How long an alert must hold before it fires, in seconds. */
export function holdSeconds({ hold }: Alert): number {
  return hold === undefined ? 0 : seconds(hold);
}

/** Seconds after which the alert fires at the latest, once its cause is there. */
export function secondsToFire(alert: Alert): number {
  return lookBack(alert.when.expression) + holdSeconds(alert);
}

/** Seconds after which it is resolved at the latest, once its cause is gone. */
export function secondsToResolve({ when, keepFiring }: Alert): number {
  return lookBack(when.expression) + (keepFiring === undefined ? 0 : seconds(keepFiring));
}

/** Is it about something that is not there? */
export function noticesAbsence(expression: Expression): boolean {
  return calls(expression).some(({ name }) => name.startsWith("absent"));
}
