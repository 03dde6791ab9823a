import { auditOutcome } from "../../../scripts/readiness/supply-chain/audit";
import { severitiesFrom } from "../../../scripts/readiness/supply-chain/steps";

const report = (vulnerabilities: Readonly<Record<string, number>>) =>
  JSON.stringify({ metadata: { vulnerabilities } });

test.each([
  [
    "nothing found",
    report({ low: 0, moderate: 0, high: 0, critical: 0 }),
    "pass",
    "no advisory at high or above",
  ],
  ["only milder ones", report({ low: 3, moderate: 2 }), "pass", "no advisory at high or above"],
  [
    "one at the level",
    report({ high: 1, critical: 2 }),
    "fail",
    "vulnerable dependencies: 1 high, 2 critical. Fix: npm audit, then update them",
  ],
  [
    "a registry without advisories",
    JSON.stringify({
      message: "405 Method Not Allowed - POST https://registry.npmjs.org/-/npm/v1/security/advisories/bulk",
    }),
    "skip",
    "the registry has no advisory service: 405 Method Not Allowed",
  ],
  ["no JSON", "npm error", "fail", "npm audit printed what is no JSON"],
] as const)("the dependency audit, %s", (_title, json, status, detail) => {
  expect(auditOutcome(json, "high")).toEqual({ status, detail });
});

test("the audit fails at another level where that is asked", () => {
  expect(auditOutcome(report({ moderate: 1 }), "moderate").status).toBe("fail");
});

test.each([
  ["low", ["LOW", "MEDIUM", "HIGH", "CRITICAL"]],
  ["moderate", ["MEDIUM", "HIGH", "CRITICAL"]],
  ["high", ["HIGH", "CRITICAL"]],
  ["critical", ["CRITICAL"]],
] as const)("images are looked through for what is %s and worse", (level, severities) => {
  expect(severitiesFrom(level)).toEqual(severities);
});
