import { stepCount } from "../../scripts/ci/step-count";

const printed = JSON.stringify([
  { name: "bill of materials", status: "pass", detail: "written" },
  { name: "image scan", status: "skip", detail: "no scanner" },
]);

test("takes a step that could not be done as a skip when the list allows it", () => {
  const allowed = new Set(["supply chain image scan"]);
  expect(stepCount(printed, "supply chain", allowed)).toEqual({ passed: 1, failed: 0, skipped: 1 });
});

test("takes any other step that could not be done as a failure, and one that failed as well", () => {
  jest.spyOn(console, "log").mockImplementation(() => undefined);
  expect(stepCount(printed, "supply chain", new Set())).toEqual({ passed: 1, failed: 1, skipped: 0 });
  const failed = JSON.stringify([{ name: "dependency audit", status: "fail", detail: "1 critical" }]);
  expect(stepCount(failed, "supply chain", new Set())).toEqual({ passed: 0, failed: 1, skipped: 0 });
});
