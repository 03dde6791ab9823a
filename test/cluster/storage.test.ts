import { holds } from "../e2e/support/eventually";
import { postLog } from "../e2e/support/otlp";
import { logLines, promValue } from "../e2e/support/servers";
import { kubectl, objects } from "./support/kubectl";
import { apply, ready } from "./support/production";
import { servers } from "./support/servers";
import { describeCluster } from "./support/test-cluster";

interface Claim {
  readonly metadata: { readonly name: string; readonly uid: string };
  readonly status: { readonly phase: string };
}

const claims = async () =>
  (await objects<Claim>("persistentvolumeclaims")).map(({ metadata, status }) => ({
    ...metadata,
    ...status,
  }));
const identities = async () => (await claims()).map(({ name, uid }) => `${name} ${uid}`).sort();

describeCluster("volumes, drains and removal of production in a cluster", () => {
  const marker = `kept-${Date.now()}`;

  async function lineIsThere(): Promise<void> {
    await holds("the line that was sent before", 90, async () => {
      expect((await logLines(servers, `{service=~".+"} |= \`${marker}\``)).length).toBe(1);
    });
  }

  beforeAll(async () => {
    const resource = { "service.name": "newsletter-api" };
    const log = { resource, time: Date.now(), severityNumber: 9, body: marker, attributes: {} };
    await postLog(servers.url("collector", "otlp-http"), log);
    await lineIsThere();
  });

  test("what is kept survives the deletion of its StatefulSets", async () => {
    const before = await identities();
    expect(before.length).toBeGreaterThan(5);
    await kubectl("-n", "belfry", "delete", "statefulset", "--all", "--timeout=120s");
    await apply();
    await ready(240);
    expect(await identities()).toEqual(before);
    await lineIsThere();
  });

  test("a drain empties the node within two minutes, and all come back", async () => {
    await kubectl(
      "drain",
      "node1",
      "--ignore-daemonsets",
      "--delete-emptydir-data",
      "--force",
      "--timeout=120s",
    );
    await kubectl("uncordon", "node1");
    await ready(240);
    await lineIsThere();
  });

  test("removal leaves the namespace and its volume claims, and a new install finds what was kept", async () => {
    const before = await identities();
    const kinds = "statefulsets,deployments,services,configmaps,secrets,serviceaccounts,networkpolicies";
    await kubectl(
      "-n",
      "belfry",
      "delete",
      kinds,
      "-l",
      "app.kubernetes.io/part-of=belfry",
      "--timeout=120s",
    );
    await kubectl("delete", "namespace", "belfry-host", "--timeout=120s");
    await kubectl("delete", "clusterroles,clusterrolebindings", "-l", "app.kubernetes.io/part-of=belfry");
    const left = await kubectl(
      "-n",
      "belfry",
      "get",
      `${kinds},pods`,
      "-l",
      "app.kubernetes.io/part-of=belfry",
      "-o",
      "name",
    );
    expect(left).toBe("");
    expect(await identities()).toEqual(before);
    await apply();
    await ready(240);
    await lineIsThere();
    expect(await promValue(servers, "count(count_over_time(up[10m]) > 20)")).toBeGreaterThan(0);
  });
});
