import { randomInt } from "node:crypto";
import type { Operation } from "../../declaration/behaviour";
import type { RateLimit } from "../../declaration/checklist";
import { seconds } from "../../telemetry/units";
import { limitOf } from "../rate-limiter";
import { ask, type Check, type Target } from "./check";

/** An address for documentation (RFC 5737): nobody's requests are counted with the prober's. */
const nobody = () => `192.0.2.${randomInt(1, 255)}`;
/** More requests in a row would be a load test. */
const mostRequests = 250;
/** A window of a minute must not be the prober's half of the time. */
const everySeconds = 3_600;

/** An operation that changes nothing and that this very limit counts. */
function harmless(
  { rateLimits = [], behaviour }: Target["service"],
  limit: RateLimit,
): Operation | undefined {
  return behaviour.operations.find(
    ({ method, route }) => method === "GET" && limitOf(rateLimits, route) === limit,
  );
}

/** When to come again is told, where the declaration says so: not every system does. */
function tellsWhen({ headers = {} }: RateLimit, answered: Headers): boolean {
  const isDeclared = Object.keys(headers).some((name) => name.toLowerCase() === "retry-after");
  return !isDeclared || Number(answered.get("retry-after")) > 0;
}

async function isEnforced(url: string, limit: RateLimit): Promise<boolean> {
  const headers = { "x-forwarded-for": nobody() };
  const ends = Date.now() + seconds(limit.window) * 1000;
  for (let sent = 0; sent <= limit.requests; sent++) {
    const answer = await ask(url, headers);
    if (answer.status === limit.status) return tellsWhen(limit, answer.headers);
    // An ill service says nothing of its limits; one that breaks just when they are passed does.
    if (answer.status >= 500 && sent < limit.requests) throw new Error(`${url} answers ${answer.status}`);
  }
  // Spread over two windows, as many requests are allowed.
  if (Date.now() >= ends) throw new Error(`${limit.requests + 1} requests took longer than ${limit.window}`);
  return false;
}

/** The limits that are not tried, with why: what holds of the others proves nothing of them. */
export function untriedLimits(service: Target["service"]): readonly string[] {
  return (service.rateLimits ?? []).flatMap((limit) => {
    if (harmless(service, limit) === undefined)
      return [`limit of ${limit.paths} (it counts only what changes something)`];
    return limit.requests > mostRequests
      ? [`limit of ${limit.paths} (${limit.requests} requests are a load test)`]
      : [];
  });
}

/** Each declared limit is passed once; one that only counts what changes something is left to a drill. */
export function rateLimitChecks({ service, url }: Target): readonly Check[] {
  return (service.rateLimits ?? []).flatMap((limit): readonly Check[] => {
    const operation = harmless(service, limit);
    if (operation === undefined || limit.requests > mostRequests) return [];
    const path = operation.route.replaceAll(/:\w+|\{\w+\}|\[\w+\]/g, "0");
    const what = { line: "security.rate-limiting", check: `limit of ${limit.paths}` } as const;
    return [{ ...what, everySeconds, holds: () => isEnforced(`${url}${path}`, limit) }];
  });
}
