import type { Range } from "../../queries/expression";
import { rate, ratio } from "../../queries/promql";
import { m } from "./telemetry";

/** Answers that are the service's own fault; exceptions are counted apart from them. */
export const serverErrors = m.requestCount.where({ status: { matches: "5.." } });

/** Requests per second, answered and not. Both sides are one vector before the sum: either of them may be absent. */
export function requestRate(range: Range) {
  return rate(m.requestCount, range).or(rate(m.exceptionCount, range)).sum();
}

/** Failed requests per second: answered with 5xx, or ended in an exception. */
export function errorRate(range: Range) {
  return rate(serverErrors, range).or(rate(m.exceptionCount, range)).sum();
}

/** Share of requests that fail. */
export function errorRatio(range: Range) {
  return ratio(errorRate(range), requestRate(range));
}
