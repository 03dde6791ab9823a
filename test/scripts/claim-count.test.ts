import { claimCount } from "../../scripts/ci/claim-count";

const printed = (outcomes: readonly string[], missing: readonly string[] = []) =>
  JSON.stringify({
    checks: outcomes.map((outcome) => ({ area: "alerts", subject: "shop/api/A", claim: "fires", outcome })),
    missing,
    seconds: 1,
  });

beforeEach(() => jest.spyOn(console, "log").mockImplementation(() => undefined));

test.each([
  ["claims that hold", ["passed", "passed"], [], 0, { passed: 2, failed: 0, skipped: 0 }],
  ["a claim that does not hold", ["passed", "failed"], [], 1, { passed: 1, failed: 1, skipped: 0 }],
  [
    "what a missing engine would have proven",
    ["passed", "skipped"],
    ["no loki"],
    0,
    { passed: 1, failed: 1, skipped: 1 },
  ],
  ["a bad end without a claim", [], [], 1, { passed: 0, failed: 1, skipped: 0 }],
] as const)("counts %s", (_, outcomes, missing, exitCode, wanted) => {
  expect(claimCount(printed(outcomes, missing), exitCode)).toEqual(wanted);
});
