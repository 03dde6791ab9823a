import { goOutcomes } from "../../scripts/ci/go-outcomes";

const events = (...all: readonly object[]) => all.map((one) => JSON.stringify(one)).join("\n");

test("each test counts by its name, its parts with it, and one that fails shows what it said", () => {
  const printed = events(
    { Action: "run", Test: "TestGood" },
    { Action: "pass", Test: "TestGood/part" },
    { Action: "pass", Test: "TestGood" },
    { Action: "output", Test: "TestBad", Output: "tool_test.go:7: got 2\n" },
    { Action: "fail", Test: "TestBad" },
    { Action: "skip", Test: "TestNot" },
    { Action: "fail" },
  );
  expect(goOutcomes("images/tool", printed, 1)).toEqual([
    { name: "images/tool TestGood", status: "pass", detail: "" },
    { name: "images/tool TestBad", status: "fail", detail: "tool_test.go:7: got 2" },
    { name: "images/tool TestNot", status: "skip", detail: "" },
  ]);
});

test.each([
  ["does not compile", events({ Action: "build-fail" }), 1],
  ["ends without a word", "", 2],
  ["has no tests at all", events({ Action: "pass" }), 0],
])("a program that %s fails", (_, printed, code) => {
  expect(goOutcomes("images/tool", printed, code)).toEqual([
    {
      name: "images/tool",
      status: "fail",
      detail: `go test ended with exit code ${code} after 0 tests`,
    },
  ]);
});
