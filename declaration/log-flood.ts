import type { LogFacts } from "../telemetry/logs";
import type { Emission } from "./emission";
import type { Fault } from "./fault";

/** What must never be seen outside of a service, each in the shape in which programs print it by mistake. */
export const leakedSecrets = [
  "authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJlLW9mLWEtdG9rZW4",
  "password=correct-horse-battery-staple",
  "card 4111 1111 1111 1111 was declined",
  "mail to ada.lovelace@example.com bounced",
] as const;

/**
 * A debug switch that was left on: so many lines a second, with secrets in their text. What must hold: other
 * services' lines still arrive, and no secret is stored.
 */
export function logFlood(logs: LogFacts, linesPerSecond = 200): Fault {
  const line = (n: number): Emission => ({
    kind: "log",
    logs,
    level: "debug",
    message: `request dump ${n}: ${leakedSecrets[n % leakedSecrets.length]}`,
    fields: {},
  });
  return {
    title: `${linesPerSecond} lines a second, with secrets in them`,
    effects: [{ effect: "sends", emits: () => Array.from({ length: linesPerSecond }, (_, n) => line(n)) }],
  };
}
