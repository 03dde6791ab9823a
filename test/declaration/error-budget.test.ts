import fc from "fast-check";
import { burnTiers } from "../../declaration/burn-tier";
import {
  alertingRatio,
  burnRate,
  burnWindows,
  errorBudget,
  fewestEvents,
  tiersOf,
} from "../../declaration/error-budget";
import { seconds } from "../../telemetry/units";

const month = { objective: 0.999, window: "30d" } as const;

test.each([
  [0.999, "0.001"],
  [0.99, "0.01"],
  [0.9995, "0.0005"],
  [0.95, "0.05"],
])("what %d leaves is written as people write it", (objective, budget) => {
  expect(String(errorBudget({ objective }))).toBe(budget);
});

// The workbook's own numbers, typed by hand.
test.each([
  ["fast", 14.4, 0.0144, 105],
  ["moderate", 6, 0.006, 250],
  ["slow", 3, 0.003, 500],
  ["creeping", 1, 0.001, 1500],
] as const)("the %s tier alerts at %d times the pace", (tier, rate, ratio, events) => {
  expect(burnRate(tier, month)).toBe(rate);
  expect(alertingRatio(tier, month)).toBe(ratio);
  expect(fewestEvents(tier, month)).toBe(events);
});

test("a short window is a twelfth of the long one", () => {
  for (const { long, short } of Object.values(burnWindows)) expect(seconds(long) / seconds(short)).toBe(12);
});

test("a week's budget burns sooner", () => {
  expect(burnRate("fast", { window: "7d" })).toBe(3.36);
});

test("tiers that nothing could reach are left out", () => {
  expect(tiersOf(month)).toEqual(burnTiers);
  expect(tiersOf({ objective: 0.9, window: "30d" })).toEqual(["moderate", "slow", "creeping"]);
});

test("one error among the fewest events never alerts, two do, whatever the objective", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4000 }), fc.constantFrom(...burnTiers), (tenThousandths, tier) => {
      const slo = { objective: 1 - tenThousandths / 10_000, window: "30d" } as const;
      if (!tiersOf(slo).includes(tier) || alertingRatio(tier, slo) > 0.5) return;
      const events = fewestEvents(tier, slo);
      expect(1 / events).toBeLessThan(alertingRatio(tier, slo));
      expect(2 / events).toBeGreaterThan(alertingRatio(tier, slo));
    }),
  );
});
