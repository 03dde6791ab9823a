import type { Effects } from "../../declaration/effects";
import { brokenChecks, isDown, lagSeconds } from "../../declaration/effects";
import type { HealthEndpoint } from "../../declaration/health";
import type { Service } from "../../declaration/service";

/** What the blackbox exporter found at one health endpoint, judged as a whole ("all") or by one check of its body. */
export interface ProbeResult {
  readonly endpoint: HealthEndpoint;
  readonly check: string;
  readonly success: boolean;
  readonly durationSeconds: number;
  /** 0 where there was no answer. */
  readonly status: number;
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly seconds: number;
}

/** Seconds that the blackbox exporter waits where the declaration does not say (its modules' timeout). */
const usualWait = 5;
const answerSeconds = 0.004;

/** How the endpoint answers, to the letter; undefined where it does not. */
function answerOf(
  service: Service,
  endpoint: HealthEndpoint,
  effects: Effects,
  time: Date,
  uptimeSeconds: number,
) {
  const { checks: names = [], status = { healthy: 200, failing: 503 } } = endpoint;
  const seconds = answerSeconds + lagSeconds(effects, names);
  if (isDown(effects) || seconds > (endpoint.timeoutSeconds ?? usualWait)) return undefined;
  const broken = brokenChecks(effects);
  const checks = Object.fromEntries(names.map((check) => [check, !broken.has(check)]));
  const healthy = names.every((check) => !broken.has(check));
  const body = endpoint.body({ time, uptimeSeconds, version: service.version, checks, healthy });
  return {
    status: healthy ? status.healthy : status.failing,
    body: typeof body === "string" ? body : JSON.stringify(body),
    seconds,
  } satisfies Answer;
}

const patterns = new Map<string, RegExp>();

/** Compiled once: endpoints are looked at at each step of each scenario. */
function pattern(text: string): RegExp {
  const known = patterns.get(text) ?? new RegExp(text);
  patterns.set(text, known);
  return known;
}

function judged(endpoint: HealthEndpoint, check: string, answer: Answer): boolean {
  const { healthy, failing } = endpoint.status ?? { healthy: 200, failing: 503 };
  const expectations = (endpoint.expect ?? []).filter((one) => check === "all" || one.check === check);
  // One check is judged by the body alone, whatever the others have made of the status.
  const statuses = check === "all" ? [healthy] : [healthy, failing];
  return (
    statuses.includes(answer.status) &&
    expectations.every(({ matches }) => pattern(matches).test(answer.body))
  );
}

/** All probes of a service at a moment. */
export function probeResults(
  service: Service,
  effects: Effects,
  time: Date,
  uptimeSeconds: number,
): readonly ProbeResult[] {
  return (service.health ?? []).flatMap((endpoint) => {
    const answer = answerOf(service, endpoint, effects, time, uptimeSeconds);
    // No fault takes headers away: they are there whenever there is an answer.
    const headers = endpoint.headers ? ["headers"] : [];
    const checks = ["all", ...(endpoint.expect ?? []).map(({ check }) => check), ...headers];
    return checks.map((check) => ({
      endpoint,
      check,
      success: answer !== undefined && judged(endpoint, check, answer),
      durationSeconds: answer?.seconds ?? (isDown(effects) ? 0.001 : (endpoint.timeoutSeconds ?? usualWait)),
      status: answer?.status ?? 0,
    }));
  });
}
