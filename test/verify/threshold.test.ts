import { absent, value } from "../../queries/promql";
import type { Condition, Language } from "../../queries/query";
import { metricsOf } from "../../telemetry/metrics";
import { holds, joinedOf, nearest, partsOf } from "../../verify/alerts/threshold";

const m = metricsOf({ system: "shop", service: "api" }, ({ gauge }) => ({
  depth: gauge("depth", { help: "Depth." }),
  age: gauge("age", { help: "Age." }),
}));
const [depth, age] = [value(m.depth), value(m.age)];

function taken(when: Condition<string, Language>) {
  const joined = joinedOf(when.expression);
  return { joined, parts: partsOf(joined) };
}

test.each([
  [">", depth.above(5), 5 + 5e-9, 5],
  [">=", depth.atLeast(5), 5, 5 - 5e-9],
  ["<", depth.below(5), 5 - 5e-9, 5],
  ["<=", depth.atMost(5), 5, 5 + 5e-9],
  ["==", depth.equals(0), 0, -1e-9],
  ["!=", depth.differsFrom(1), 1 + 1e-9, 1],
] as const)("knows the values next to a threshold of %s", (_, when, holding, not) => {
  const [part] = taken(when).parts;
  if (!part) throw new Error("no part");
  expect([nearest(part, true), nearest(part, false)]).toEqual([holding, not]);
});

test.each([
  ["and", depth.above(5).and(age.above(1)), [false, false, false, true]],
  ["or", depth.above(5).or(age.above(1)), [false, true, true, true]],
  ["unless", depth.above(5).unless(age.above(1)), [false, true, false, false]],
] as const)("a condition joined by %s holds as the rule engine has it", (_, when, wanted) => {
  const { joined, parts } = taken(when);
  const [one, other] = parts;
  if (!one || !other) throw new Error("not two parts");
  const sets = [[], [one], [other], [one, other]];
  expect(sets.map((holding) => holds(joined, new Set(holding)))).toEqual(wanted);
});

test("what is compared with nothing only has to be there", () => {
  const [part] = taken(absent(m.depth)).parts;
  expect(part).toEqual({ text: 'absent(depth{system="shop", service="api"})' });
});

test("a threshold within what is measured is no threshold of the alert", () => {
  const parts = taken(depth.dividedBy(age.above(0)).above(0.5)).parts;
  expect(parts.map(({ compared }) => compared)).toEqual([{ comparison: ">", value: 0.5 }]);
});
