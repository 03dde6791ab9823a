import { bringUp } from "../e2e/support/bring-up";
import { asGenerated, givenDashboards, withoutLinks } from "../e2e/support/given-dashboards";
import { declared, routing, withoutPlaces } from "../e2e/support/parity";
import { lokiRules, promRules } from "../e2e/support/servers";
import { type TestStack, testStack } from "../e2e/support/stack-process";
import { kubectl } from "./support/kubectl";
import { servers } from "./support/servers";
import { describeCluster } from "./support/test-cluster";

// Read back from the servers that run: processes of this machine beside pods of the cluster. Grafana can be had by neither
// here: its dashboards are what the API server has to mount, beside what every platform is given (generated/).

/** What only a cluster has, and what only runs where Grafana can be had. */
const notOnLocal = /^(kubernetes\/|belfry\/(log-collector|grafana)$)/;

describeCluster("rules, routes and dashboards of local and of a cluster", () => {
  let local: TestStack;
  beforeAll(async () => {
    local = testStack("cluster-parity");
    await bringUp(local, {}, asGenerated);
  }, 600_000);
  afterAll(() => local?.remove(), 120_000);

  test("Prometheus has the same rules, and more only of what runs in the cluster alone", async () => {
    const [here, there] = [declared(await promRules(local)), declared(await promRules(servers))];
    expect(here.flatMap(({ rules }) => rules).length).toBeGreaterThan(200);
    const names = here.map(({ name }) => name);
    const more = there.filter(({ name }) => !names.includes(name)).map(({ name }) => name);
    expect(more.filter((name) => !notOnLocal.test(name))).toEqual([]);
    expect(withoutPlaces(there.filter(({ name }) => !more.includes(name)))).toEqual(withoutPlaces(here));
  });

  test("Loki has the same rules", async () => {
    const [here, there] = [declared(await lokiRules(local)), declared(await lokiRules(servers))];
    expect(here.flatMap(({ rules }) => rules).length).toBeGreaterThan(5);
    expect(withoutPlaces(there)).toEqual(withoutPlaces(here));
  });

  test("Alertmanager has the same routes, receivers, inhibitions and mute times", async () => {
    const here = await routing(local, "dead-mans-switch");
    const there = await routing(servers, "heartbeat that nobody hears");
    expect([here.receivers.length > 5, here.inhibit_rules.length > 0]).toEqual([true, true]);
    expect(withoutPlaces(there)).toEqual(withoutPlaces(here));
  });

  test("the dashboards that the cluster has to mount are those that every platform is given", async () => {
    const given = givenDashboards();
    expect(given.size).toBeGreaterThan(200);
    const grafana = ["-l", "app.kubernetes.io/name=grafana"];
    const { items }: { items: ConfigMap[] } = JSON.parse(
      await kubectl("-n", "belfry", "get", "configmaps", ...grafana, "-o", "json"),
    );
    const mounted = new Map<string, string>(
      items.flatMap(({ metadata, data }) =>
        Object.entries(data).map(([file, text]) => [`${metadata.name}/${file}`, withoutLinks(text)] as const),
      ),
    );
    for (const [path, text] of given) expect([path, mounted.get(mountedAt(path))]).toEqual([path, text]);
  });
});

interface ConfigMap {
  readonly metadata: { readonly name: string };
  readonly data: Readonly<Record<string, string>>;
}

/** A folder's files are in a ConfigMap that is named after it. */
function mountedAt(path: string): string {
  const parts = path.split("/");
  const file = parts.pop();
  return `${["grafana-etc-grafana-dashboards", ...parts].join("-")}/${file}`;
}
