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

interface Routing {
  readonly route: unknown;
  readonly receivers: readonly { readonly name: string }[];
  readonly inhibit_rules: readonly unknown[];
}

/**
 * The configuration that an Alertmanager runs with, without who hears the heartbeat: the inbox of `local` alone does
 * (receivers.ts); elsewhere it must leave the machine, and the operator has the address.
 */
async function routing(of: Servers, heartbeat: string): Promise<Routing> {
  const status = await json<{ config: { original: string } }>(`${of.url("alertmanager")}/api/v2/status`);
  const { receivers, ...rest }: Routing = parse(
    status.config.original.replaceAll(`receiver: ${heartbeat}`, "receiver: who hears the heartbeat"),
  );
  expect(receivers.map(({ name }) => name)).toContain(heartbeat);
  return { ...rest, receivers: receivers.filter(({ name }) => name !== heartbeat) };
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
    expect(here.flatMap(({ rules }) => rules).length).toBeGreaterThan(200);
    expect(withoutPlaces(declared(there))).toEqual(withoutPlaces(declared(here)));
  });

  test("Loki has the same rules", async () => {
    const [here, there] = [await lokiRules(local), await logRules()];
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
