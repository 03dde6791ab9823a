import type { Moment } from "../../declaration/behaviour";
import type { Emission } from "../../declaration/emission";
import { count, logLine } from "../../declaration/emission";
import type { Fault } from "../../declaration/fault";
import { broken, clockSkew, down, failing, fault, sends, slow, stuck, surge } from "../../declaration/fault";
import { logFlood } from "../../declaration/log-flood";
import { memoryLimitBytes } from "./limits";
import { logs, metrics as m } from "./telemetry";

/** A customer's query that nobody answered in time is escalated, a breach about every 20 s. */
function breach({ time, random }: Moment): readonly Emission[] {
  if (random() > 0.05) return [];
  const queryId = `Q-${time.getTime()}`;
  const message = `SLA breach - Query ${queryId} escalated to level 2`;
  const fields = { queryId, escalationLevel: 2 };
  return [count(m.slaBreaches, { severity: "high" }), logLine(logs, { level: "warn", message, fields })];
}

export const faults = {
  errors: failing(0.2, "500"),
  slow: slow(20),
  // Nearly no request keeps its objective.
  stalled: slow(200),
  down: down(),
  databaseDown: broken("mongodb", { effect: "fail", share: 0.9, status: "500" }),
  redisDown: broken("redis", stuck(m.cacheHitRate, 0)),
  queueGrowing: fault("nobody works on the queues", stuck(m.jobs, 2000, { status: "waiting" })),
  memory: fault("the process nears its limit", stuck(m.residentMemory, 0.95 * memoryLimitBytes)),
  slaBreach: fault("customers' queries stay unanswered", sends(breach)),
  spike: surge(5),
  logFlood: logFlood(logs),
  clockSkew: clockSkew(7200),
} satisfies Record<string, Fault>;
