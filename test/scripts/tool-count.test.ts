import { toolCount } from "../../scripts/ci/tool-count";

const printed = JSON.stringify([
  { product: "loki", version: "3.7.8", binaries: { loki: "/bin/loki" }, from: "cache" },
  { product: "grafana", tried: [], fix: "have it" },
]);

test("takes a tool that cannot be had as a skip when the list allows it", () => {
  expect(toolCount(printed, new Set(["toolchain grafana"]))).toEqual({ passed: 1, failed: 0, skipped: 1 });
});

test("takes any other missing tool as a failure", () => {
  jest.spyOn(console, "log").mockImplementation(() => undefined);
  expect(toolCount(printed, new Set())).toEqual({ passed: 1, failed: 1, skipped: 0 });
});
