import { join } from "node:path";
import { stackConfig } from "../../scripts/render/stack-config";
import { openTrialEngine, type TrialEngine } from "../../scripts/trial-engine/open";

// The laptop's stack in Pulumi's real engine; a provider that takes everything as it is stands for that of Docker.

let engine: TrialEngine;
beforeAll(async () => {
  engine = await openTrialEngine("dev", stackConfig(join(__dirname, "../.."), "dev"));
});
afterAll(() => engine?.close());

test("a preview plans only creations", async () => {
  const { changeSummary } = await engine.stack.preview();
  expect(Object.keys(changeSummary)).toEqual(["create"]);
});

test("up makes containers, a second up changes nothing, destroy takes all away", async () => {
  await engine.stack.up();
  expect(engine.stateFile()).toContain("belfry-dev-prometheus");
  expect(engine.stateFile().includes("password-of-")).toBe(false);
  const { summary } = await engine.stack.up();
  expect(Object.keys(summary.resourceChanges ?? {})).toEqual(["same"]);
  const { summary: last } = await engine.stack.destroy();
  expect(last.result).toBe("succeeded");
});
