import { loadCatalog } from "../../catalog";
import { seeded } from "../../declaration/random";
import { contentToProve } from "../../scripts/verify/content";
import { isExpected } from "../../verify/alerts/case-file";
import { groupsOf } from "../../verify/alerts/rule-groups";
import { longScenariosOf, scenariosOf } from "../../verify/alerts/scenarios";
import { mutantsOf } from "../../verify/mutants/mutant";
import { kinds } from "../../verify/mutants/prove";
import { interpolated, shippedPanels } from "../../verify/panels/questions";
import { proveRunbooks } from "../../verify/runbooks/prove";
import { proveWeight } from "../../verify/weight/prove";

// What needs no server: runbooks, dead weight, and that the proof has something to prove.

const content = contentToProve(loadCatalog());
const failures = (checks: readonly { outcome: string }[]) =>
  checks.filter(({ outcome }) => outcome === "failed");

test("every runbook is complete, true and linked", () => {
  const checks = proveRunbooks(content);
  expect(failures(checks)).toEqual([]);
  expect(checks.length).toBeGreaterThan(900);
});

test("nothing is shipped that nobody uses, and no name dangles", () => {
  const checks = proveWeight(content);
  expect(failures(checks)).toEqual([]);
  expect(checks.length).toBeGreaterThan(400);
});

test("every alert over metrics is in a scenario in which it is expected to fire, but the heartbeat", () => {
  const scenarios = content.services.flatMap((service) => [
    ...scenariosOf(service, content.services),
    ...longScenariosOf(service),
  ]);
  const never = groupsOf(content.rules, content.services).flatMap((group) =>
    group.rules
      .filter((rule) => !scenarios.some((one) => one.service === group.service && isExpected(rule, one)))
      .map(({ alert }) => alert.name),
  );
  expect(never).toEqual(["Watchdog"]);
});

test("every panel of a dashboard is shipped with its questions", () => {
  const panels = shippedPanels(content);
  expect(panels.length).toBeGreaterThan(500);
  expect(panels.flatMap(({ questions }) => questions).filter(({ text }) => text === "")).toEqual([]);
});

test.each([
  ['x{a=~"$a", b=~"$b"}', { a: "GET /x.y" }, 'x{a=~"GET /x\\\\.y", b=~".*"}'],
  ["rate(x[$__rate_interval])", {}, "rate(x[75s])"],
  ["increase(x[$__range])", {}, "increase(x[3600s])"],
] as const)("writes variables into %s as Grafana does", (text, choice, wanted) => {
  expect(interpolated(text, choice, { step: 60, range: 3600 })).toBe(wanted);
});

test("there are at least 200 mutants of at least 15 kinds, and no kind is above a tenth of them", () => {
  const mutants = mutantsOf(kinds, content, 6, seeded(1));
  const names = [...new Set(mutants.map(({ kind }) => kind))];
  expect(mutants.length).toBeGreaterThanOrEqual(200);
  expect(names.length).toBeGreaterThanOrEqual(15);
  const most = Math.max(...names.map((name) => mutants.filter(({ kind }) => kind === name).length));
  expect(most / mutants.length).toBeLessThanOrEqual(0.1);
});

test.each([
  ["runbook section dropped", proveRunbooks],
  ["runbook with a dead link", proveRunbooks],
  ["runbook of another query", proveRunbooks],
] as const)("a %s is noticed", (name, prove) => {
  const kind = kinds.filter((one) => one.name === name);
  const mutants = mutantsOf(kind, content, 5, seeded(2));
  expect(mutants).toHaveLength(5);
  for (const mutant of mutants) expect(failures(prove(mutant.content))).not.toEqual([]);
});

test.each([
  [
    "a panel that is not there",
    "?viewPanel=99",
    "leads to dashboards and panels that exist",
    /panel 99 of belfry-runbook-\w+, which does not exist/,
  ],
  ["a panel of something else", "?viewPanel=3", "leads to the panel of its number", /draws 2, the threshold/],
  ["no panel", "", "leads to the panel of its number", /draws 2, the threshold/],
])("a runbook that leads to %s is noticed", (_, link, claim, detail) => {
  const path = "pulsecal/pulsecal-api/HighLatency.md";
  const runbooks = {
    ...content.runbooks,
    [path]: (content.runbooks[path] ?? "").replace("?viewPanel=2", link),
  };
  expect(failures(proveRunbooks({ ...content, runbooks }))).toContainEqual(
    expect.objectContaining({ claim, detail: expect.stringMatching(detail) }),
  );
});
