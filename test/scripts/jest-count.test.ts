import { countOf, jestReport } from "../../scripts/ci/jest-count";

const report = (...statuses: [string, string][]) =>
  jestReport(
    JSON.stringify({
      numRuntimeErrorTestSuites: 0,
      testResults: [{ assertionResults: statuses.map(([fullName, status]) => ({ fullName, status })) }],
    }),
  );

beforeEach(() => jest.spyOn(console, "log").mockImplementation(() => undefined));

test("counts what passed and what failed", () => {
  expect(countOf(report(["a", "passed"], ["b", "failed"]), new Set(), 1)).toEqual({
    passed: 1,
    failed: 1,
    skipped: 0,
  });
});

test("takes a skip on the list as a skip, any other as a failure", () => {
  expect(countOf(report(["a", "pending"], ["b", "pending"], ["c", "todo"]), new Set(["a"]), 0)).toEqual({
    passed: 0,
    failed: 2,
    skipped: 1,
  });
});

test("takes a bad end without a failed test as a failure", () => {
  expect(countOf(report(["a", "passed"]), new Set(), 1)).toEqual({ passed: 1, failed: 1, skipped: 0 });
});
