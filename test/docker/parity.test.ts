import { bringUp, quickAlerting } from "../e2e/support/bring-up";
import { declared, routing, withoutPlaces } from "../e2e/support/parity";
import { lokiRules, promRules } from "../e2e/support/servers";
import { type TestStack, testStack } from "../e2e/support/stack-process";
import { servers } from "./support/ask";
import { withEngine } from "./support/running";

// Read back from the servers that run: processes of this machine beside containers. Grafana can be had by neither here
// (its program is in no package registry): dashboards are compared as files, in test/scripts/parity.test.ts.

withEngine("rules, routes and dashboards of local and dev", () => {
  let local: TestStack;
  beforeAll(async () => {
    local = testStack("parity");
    await bringUp(local, quickAlerting);
  }, 600_000);
  afterAll(() => local?.remove(), 120_000);

  test("Prometheus has the same rules", async () => {
    const [here, there] = [await promRules(local), await promRules(servers)];
    expect(here.flatMap(({ rules }) => rules).length).toBeGreaterThan(200);
    expect(withoutPlaces(declared(there))).toEqual(withoutPlaces(declared(here)));
  });

  test("Loki has the same rules", async () => {
    const [here, there] = [await lokiRules(local), await lokiRules(servers)];
    expect(here.flatMap(({ rules }) => rules).length).toBeGreaterThan(5);
    expect(withoutPlaces(declared(there))).toEqual(withoutPlaces(declared(here)));
  });

  test("Alertmanager has the same routes, receivers, inhibitions and mute times", async () => {
    const here = await routing(local, "dead-mans-switch");
    const there = await routing(servers, "heartbeat that nobody hears");
    expect([here.receivers.length > 5, here.inhibit_rules.length > 0]).toEqual([true, true]);
    expect(withoutPlaces(there)).toEqual(withoutPlaces(here));
  });
});
