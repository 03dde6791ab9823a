import { parse } from "yaml";
import { bringUp, quickAlerting } from "../e2e/support/bring-up";
import { json, lokiRules, promRules, type RuleGroup, type Servers } from "../e2e/support/servers";
import { type TestStack, testStack } from "../e2e/support/stack-process";
import { logRules, servers } from "./support/ask";
import { withEngine } from "./support/running";

// Read back from the servers that run: processes of this machine beside containers. Grafana can be had by neither here
// (its program is in no package registry): dashboards are compared as files, in test/scripts/parity.test.ts.

/** Places are another matter: where the parts are, and where their files lie. */
function withoutPlaces<T>(value: T): T {
  const text = JSON.stringify(value)
    .replace(/http:\/\/(127\.0\.0\.1:\d+|[a-z-]+:\d+)/g, "http://address")
    .replace(/"(127\.0\.0\.1|inbox):\d+"/g, '"address"')
    .replace(/"\/[^"]*\/secrets\//g, '"/secrets/');
  return JSON.parse(text);
}

/** Rules without what their evaluation adds. */
function declared(groups: readonly RuleGroup[]) {
  return groups
    .map(({ name, rules, ...group }) => ({
      name,
      interval: "interval" in group ? group.interval : undefined,
      rules: rules.map(({ name: rule, type, query, labels, annotations, ...more }) => ({
        ...{ rule, type, query, labels, annotations },
        duration: "duration" in more ? more.duration : undefined,
        keepFiringFor: "keepFiringFor" in more ? more.keepFiringFor : undefined,
      })),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The configuration that an Alertmanager runs with. */
async function routing(of: Servers): Promise<Record<string, unknown>> {
  const status = await json<{ config: { original: string } }>(`${of.url("alertmanager")}/api/v2/status`);
  return parse(status.config.original);
}

withEngine("rules, routes and dashboards of local and dev", () => {
  let local: TestStack;
  beforeAll(async () => {
    local = testStack("parity");
    await bringUp(local, quickAlerting);
  }, 600_000);
  afterAll(() => local?.remove(), 120_000);

  test("Prometheus has the same rules", async () => {
    const [here, there] = [await promRules(local), await promRules(servers)];
    expect(here.flatMap(({ rules }) => rules).length).toBeGreaterThan(300);
    expect(withoutPlaces(declared(there))).toEqual(withoutPlaces(declared(here)));
  });

  test("Loki has the same rules", async () => {
    const [here, there] = [await lokiRules(local), await logRules()];
    expect(here.flatMap(({ rules }) => rules).length).toBeGreaterThan(5);
    expect(withoutPlaces(declared(there))).toEqual(withoutPlaces(declared(here)));
  });

  test("Alertmanager has the same routes, receivers, inhibitions and mute times", async () => {
    const [here, there] = [await routing(local), await routing(servers)];
    expect(Object.keys(here)).toEqual(expect.arrayContaining(["route", "receivers", "inhibit_rules"]));
    expect(withoutPlaces(there)).toEqual(withoutPlaces(here));
  });
});
