import type { Operation } from "../../declaration/behaviour";
import * as effects from "../../declaration/effects";
import { broken, clockSkew, down, failing, fault, losing, slow, stuck, surge } from "../../declaration/fault";
import { seeded } from "../../declaration/random";
import { m } from "../simulator/fixture";

const operation: Operation = {
  name: "order",
  method: "POST",
  route: "/orders",
  perSecond: 1,
  latency: { p50: 0.1, p95: 0.2 },
};

function shares(active: effects.Effects, of: Operation = operation) {
  const random = seeded(3);
  const drawn = Array.from({ length: 4000 }, () => effects.statusOf(active, of, random));
  return (status: string) => drawn.filter((one) => one === status).length / drawn.length;
}

test("a share of the requests fails", () => {
  const share = shares(failing(0.2, "502").effects);
  expect(share("502")).toBeCloseTo(0.2, 1);
  expect(share("200") + share("502")).toBe(1);
});

test("a fault of one operation leaves the others alone", () => {
  expect(shares(failing(1, "502", ["upload"]).effects)("200")).toBe(1);
  expect(effects.slowness(slow(5, ["upload"]).effects, operation)).toBe(1);
  expect(effects.slowness(slow(5, ["order"]).effects, operation)).toBe(5);
});

test("what fails on a normal day fails beside the fault", () => {
  const share = shares(failing(0.5, "503").effects, { ...operation, failing: 0.5, status: "201" });
  expect(share("503")).toBeCloseTo(0.5, 1);
  expect(share("500")).toBeCloseTo(0.25, 1);
  expect(share("201")).toBeCloseTo(0.25, 1);
});

test("effects of several faults add up", () => {
  const active = [...slow(2).effects, ...slow(3).effects, ...down().effects, ...broken("cache").effects];
  expect(effects.slowness(active, operation)).toBe(6);
  expect(effects.isDown(active)).toBe(true);
  expect([...effects.brokenChecks(active)]).toEqual(["cache"]);
});

test.each([
  ["the series that it names", { queue: "mail" }, 9],
  ["no other series", { queue: "print" }, undefined],
])("a gauge is stuck at %s", (_what, labels, expected) => {
  const active = fault("stuck", stuck(m.queue, 9, { queue: "mail" })).effects;
  expect(effects.stuckAt(active, m.queue, labels)).toBe(expected);
});

test("patterns are anchored, and a label that is missing is empty", () => {
  const pattern = { label: "a", operator: "=~", value: "x|y" } as const;
  expect(effects.matches([pattern], { a: "y" })).toBe(true);
  expect(effects.matches([pattern], { a: "xy" })).toBe(false);
  expect(effects.matches([{ label: "b", operator: "!=", value: "" }], { a: "y" })).toBe(false);
});

test("a strength changes the first effect that has one, and that only", () => {
  const gone = broken("database", { effect: "fail", share: 0.9, status: "503" }, stuck(m.idle, 0));
  expect(effects.amount(gone)).toBe(0.9);
  expect(effects.strengthened(gone, 0.1).effects.map((effect) => ({ ...effect }))).toMatchObject([
    { effect: "broken", check: "database" },
    { effect: "fail", share: 0.1, status: "503" },
    { effect: "stuck", value: 0 },
  ]);
});

test.each([
  [failing(0.2, "500"), 1.5, "1.5 is no share of requests. Fix: use 0 to 1, such as 0.2"],
  [slow(2), -1, "-1 is less than nothing. Fix: use 0 or more, such as 5"],
  [down(), 3, '"the process is gone" has no strength. Fix: leave the number out'],
  [failing(0.2, "500"), 0.5, undefined],
])("a strength that makes no sense is refused (%#)", (declared, wanted, expected) => {
  expect(effects.amountProblem(declared, wanted)).toBe(expected);
});

test("a signal is lost by itself", () => {
  const active = losing("traces").effects;
  expect([effects.isLost(active, "traces"), effects.isLost(active, "logs")]).toEqual([true, false]);
  expect(effects.isLost([], "traces")).toBe(false);
});

test("clocks that are wrong add up", () => {
  const time = new Date("2024-01-15T10:30:00Z");
  expect(effects.clockTime([], time)).toEqual(time);
  const active = [...clockSkew(7200).effects, ...clockSkew(-60).effects];
  expect(effects.clockTime(active, time)).toEqual(new Date("2024-01-15T12:29:00Z"));
});

test("a clock may be behind, a load may not", () => {
  expect(effects.amountProblem(clockSkew(60), -3600)).toBeUndefined();
  expect(effects.strengthened(clockSkew(60), -3600).effects).toEqual([{ effect: "skew", seconds: -3600 }]);
  expect(effects.amountProblem(surge(5), -1)).toBe("-1 is less than nothing. Fix: use 0 or more, such as 5");
});
