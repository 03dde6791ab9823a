import type { Moment } from "../../declaration/behaviour";
import type { Emission } from "../../declaration/emission";
import { count, logLine, observe, set } from "../../declaration/emission";
import type { Fault } from "../../declaration/fault";
import { broken, clockSkew, down, failing, fault, sends, slow, stuck, surge } from "../../declaration/fault";
import { logFlood } from "../../declaration/log-flood";
import { logs, m, target } from "./telemetry";

const register = "/api/register";
/** What `/api/register` allows in an hour. */
const allowed = 5;

/** One request over the limit: it is answered with 429 and leaves the warning. */
function refused(ip: string, attempts: number): readonly Emission[] {
  return [
    count(m.requestCount, { endpoint: register, method: "POST", status: "429" }),
    set(m.requestDuration, { endpoint: register, method: "POST", status: "429" }, 2),
    observe(m.serverDuration, { method: "POST", status: "429" }, 0.002),
    logLine(logs, {
      level: "warn",
      message: "Rate limit exceeded",
      fields: { ip, endpoint: register, count: attempts, component: "security" },
    }),
  ];
}

const fromOneAddress = (moment: Moment) =>
  [1, 2, 3].flatMap((n) => refused("203.0.113.7", allowed + Math.floor(moment.uptimeSeconds) * 3 + n));

const fromManyAddresses = (moment: Moment) =>
  refused(`198.51.100.${Math.floor(moment.random() * 250)}`, allowed + 1);

const day = 86_400;
const whole = { probe: "health", check: "all" };

/** What can go wrong with the newsletter, physically. */
export const faults = {
  errors: failing(0.2, "500"),
  slow: slow(10),
  // Nearly no request keeps its objective.
  stalled: slow(60),
  down: down(),
  databaseDown: broken("database", { effect: "fail", share: 0.9, status: "503" }),
  // The key-value storage is its cache.
  cacheDown: broken("kv"),
  emailProviderDown: broken("resend"),
  costOverrun: fault("a language model is called in a loop", stuck(m.costLlm, 70), stuck(m.costTotal, 74)),
  abusiveClient: fault("one address goes on after it was refused", sends(fromOneAddress)),
  rateLimitBypass: fault("somebody changes addresses to get round the limit", sends(fromManyAddresses)),
  certificateExpiring: fault(
    "its certificate was not renewed",
    sends(({ time }) => [set(target.certificateExpiry, whole, time.getTime() / 1000 + 5 * day)]),
  ),
  spike: surge(5),
  logFlood: logFlood(logs),
  clockSkew: clockSkew(7200),
} satisfies Record<string, Fault>;
