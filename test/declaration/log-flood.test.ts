import { redaction } from "../../components/collector/redaction";
import type { Effect } from "../../declaration/fault";
import { leakedSecrets, logFlood } from "../../declaration/log-flood";
import { logsOf } from "../../telemetry/logs";
import { jsonLines, origin } from "../simulator/fixture";

const logs = logsOf(origin, jsonLines);
const moment = {
  time: new Date(0),
  uptimeSeconds: 1,
  inFlight: 0,
  failing: new Set<string>(),
  random: () => 0.5,
};

function linesOf(effect: Effect | undefined): readonly string[] {
  if (effect?.effect !== "sends") throw new Error("it sends nothing");
  return effect.emits(moment).flatMap((one) => (one.kind === "log" ? [one.message] : []));
}

test("a flood is so many lines a second, with every kind of secret", () => {
  const lines = linesOf(logFlood(logs, 40).effects[0]);
  expect(lines).toHaveLength(40);
  for (const secret of leakedSecrets) expect(lines.some((line) => line.includes(secret))).toBe(true);
});

test("it alarms nobody by its level", () => {
  const [effect] = logFlood(logs).effects;
  const levels = effect.effect === "sends" ? effect.emits(moment) : [];
  expect(new Set(levels.map((one) => (one.kind === "log" ? one.level : one.kind)))).toEqual(
    new Set(["debug"]),
  );
});

test.each(leakedSecrets)("the collector masks %s", (secret) => {
  const patterns = redaction.blocked_values.map((pattern) => {
    const ignoreCase = pattern.startsWith("(?i)");
    return new RegExp(ignoreCase ? pattern.slice(4) : pattern, ignoreCase ? "i" : "");
  });
  expect(patterns.some((pattern) => pattern.test(secret))).toBe(true);
});
