import { broken, failing, fault } from "../../declaration/fault";
import { availability, uptime } from "../../declaration/slo";
import { m, refusal, whole, zoo } from "./zoo";

const at = "zoo/zoo-api, SLO availability";
const kept = { objective: 0.9, description: "", spentUnder: { fast: ["down"] } } as const;
test.each([
  [
    "an objective of 100%",
    { ...whole, objective: 1 },
    `${at}: its objective is 1\n  fix: 100% leaves no budget and can never be kept: 0.999 allows 43 minutes a month`,
  ],
  [
    "an objective in per cent",
    { ...whole, objective: 99.9 },
    `${at}: its objective is 99.9\n  fix: write a share between 0 and 1: 99.9% is 0.999`,
  ],
  [
    "a last value as a count of events",
    uptime({ ...kept, name: "availability", of: m.queue }),
    `${at}: queue_size is a last value, not a count of events\n  fix: use a counter or a histogram, or a gauge that is 0 or 1\n`
      .repeat(2)
      .trimEnd(),
  ],
  [
    "nothing to count",
    availability({ ...kept, bad: [], total: [] }),
    `${at}: counts nothing\n  fix: name its good or bad events and their total`,
  ],
  [
    "no fault that spends its budget",
    { ...whole, spentUnder: {} },
    `${at}: names no fault that spends its budget, so its alerts cannot be shown to fire\n  fix: declare the fault in faults, and name it in spentUnder`,
  ],
  [
    "a fault that is not declared",
    { ...whole, spentUnder: { moderate: ["flood"] as const } },
    `${at}: names the fault "flood" in spentUnder\n  fix: use one of: down`,
  ],
  [
    "a number in its description",
    { ...whole, description: "99% of what is asked." },
    `${at}: its description says 99, which is not what it is kept within\n  fix: leave the number out`,
  ],
  [
    "another bound in its description than its own",
    { ...whole, within: 0.5, description: "Answered within 0.6 s." },
    `${at}: its description says 0.6, which is not what it is kept within\n  fix: say 0.5, or leave the number out`,
  ],
])("refuses an SLO with %s", (_, slo, message) => {
  expect(refusal({ slos: [slo] })).toBe(message);
});

test("takes a description that says the SLO's own bound", () => {
  const slo = { ...whole, within: 0.5, description: "Answered within 0.5 s." };
  expect(refusal({ slos: [slo] })).toBe("accepted");
});

test("refuses a probe of an endpoint that is not there", () => {
  expect(refusal({ probes: [{ kind: "liveness", endpoint: "alive", periodSeconds: 1 }] })).toBe(
    'zoo/zoo-api, liveness probe: asks the health endpoint "alive"\n  fix: declare it in health, or use one of: ready',
  );
});

const faultAt = "zoo/zoo-api, fault bad";
test.each([
  [
    "breaks what nothing checks",
    broken("redis"),
    `${faultAt}: breaks "redis", which no health endpoint checks\n  fix: use one of: database`,
  ],
  [
    "delays what nothing checks",
    fault("slow", { effect: "lag", check: "redis", seconds: 1 }),
    `${faultAt}: delays "redis", which no health endpoint checks\n  fix: use one of: database`,
  ],
  [
    "names an operation that is not there",
    failing(0.5, "500", ["GET /x"]),
    `${faultAt}: names the operation "GET /x"\n  fix: use one of: GET /`,
  ],
])("refuses a fault that %s", (_, bad, message) => {
  expect(refusal({ faults: { ...zoo.faults, bad } })).toBe(message);
});
