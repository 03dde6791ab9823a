import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadCatalog } from "../../catalog";
import { commitOf } from "../../scripts/diff/other-state";
import { contentToProve } from "../../scripts/verify/content";
import { changedAlerts } from "../../verify/diff/alerts";
import { changedPanels } from "../../verify/diff/panels";
import { changedRoutes } from "../../verify/diff/routes";
import type { Shipped } from "../../verify/diff/shipped";
import type { Engine } from "../../verify/engines";
import { engine } from "../../verify/engines";
import { routingProgram } from "../../verify/routing/program";

// What was shipped before is made from what is shipped now, with one thing changed.

const folder = mkdtempSync(join(tmpdir(), "belfry-diff-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const after = contentToProve(loadCatalog());
const rules = "travel-crm.travel-crm-api.yaml";

function program(found: Engine): string {
  if ("missing" in found) throw new Error(found.missing);
  return found.program;
}

function edited(files: Readonly<Record<string, string>>, name: string, from: string, to: string) {
  const text = files[name] ?? "";
  if (!text.includes(from)) throw new Error(`${name} does not hold ${from}`);
  return { ...files, [name]: text.replace(from, to) };
}

test("an alert that fires since a threshold was lowered is named, with the fault and the time", async () => {
  const promtool = program(await engine("prometheus", "promtool"));
  const before: Shipped = { ...after, rules: edited(after.rules, rules, "> 0.05", "> 0.95") };
  const changes = await changedAlerts(before, after, { services: after.services, promtool, folder });
  expect(changes.map(({ subject }) => subject)).toEqual(["travel-crm/travel-crm-api/HighErrorRate"]);
  expect(changes[0]?.effects[0]).toBe("its expr changed");
  expect(changes[0]?.effects).toContainEqual(
    expect.stringMatching(/^fault errors: now fires, from 0:\d\d:\d\d to /),
  );
});

test("a rule that is only written otherwise is told apart by no replay", async () => {
  const promtool = program(await engine("prometheus", "promtool"));
  const before: Shipped = { ...after, rules: edited(after.rules, rules, "> 0.05", "> 0.0500001") };
  const [change] = await changedAlerts(before, after, { services: after.services, promtool, folder });
  expect(change?.effects).toEqual(["its expr changed", "no replay tells the two apart"]);
});

test("nothing is replayed where nothing was changed", async () => {
  expect(await changedAlerts(after, after, { services: after.services, promtool: "/none", folder })).toEqual(
    [],
  );
  expect(await changedRoutes("/none", after, after)).toEqual([]);
});

test("an alert that takes another way is named with both", async () => {
  const routing = program(await routingProgram());
  const before = { ...after, routing: after.routing.replaceAll("group_wait: 10s", "group_wait: 20s") };
  expect(before.routing).not.toBe(after.routing);
  const changes = await changedRoutes(routing, before, after);
  expect(changes.length).toBeGreaterThan(10);
  expect(changes[0]?.effects).toEqual([
    expect.stringMatching(/^now goes to .* after 10 s/),
    expect.stringMatching(/^no longer goes to .* after 20 s/),
  ]);
});

test("a panel that shows other data is named with what it shows and showed", async () => {
  const [promtool, prometheusProgram] = [
    program(await engine("prometheus", "promtool")),
    program(await engine("prometheus", "prometheus")),
  ];
  const name = "travel-crm/travel-crm-api-queues-and-cache.json";
  const dashboards = edited(after.dashboards, name, '"expr": "sum', '"expr": "2 * sum');
  const engines = { folder, promtool, prometheusProgram, loki: undefined, tempo: undefined };
  const changes = await changedPanels({ ...after, dashboards }, after, engines);
  expect(changes).toHaveLength(1);
  expect(changes[0]?.effects).toEqual([
    expect.stringMatching(/^on a normal day: \d+ lines? between .*, was \d+ lines? between /),
  ]);
});

test("a commit that git does not know is refused by its name", async () => {
  await expect(commitOf("no-such-branch")).rejects.toThrow('git knows no commit "no-such-branch". Fix:');
  expect(await commitOf("HEAD")).toMatch(/^[0-9a-f]{40}$/);
});
