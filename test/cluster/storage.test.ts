import { holds } from "../e2e/support/eventually";
import { postLog } from "../e2e/support/otlp";
import { logLines, promValue } from "../e2e/support/servers";
import { kubectl, objects, pods } from "./support/kubectl";
import { apply, manifests, ready } from "./support/production";
import { servers } from "./support/servers";
import { describeCluster } from "./support/test-cluster";

interface Claim {
  readonly metadata: { readonly name: string; readonly uid: string };
}

/** Every volume claim, by what a new one of its name would not have. */
async function claims(): Promise<readonly string[]> {
  const found = await objects<Claim>("persistentvolumeclaims");
  return found.map(({ metadata: { name, uid } }) => `${name} ${uid}`).sort();
}

const ofBelfry = ["-l", "app.kubernetes.io/part-of=belfry"];
const readyWithinSeconds = 240;

/** What every namespace has. */
const ofKubernetes = ["configmap/kube-root-ca.crt", "serviceaccount/default"];

/** Kinds of objects that stay until they are deleted; what pods and Services bring with them is the cluster's affair. */
async function kinds(...which: string[]): Promise<string> {
  const all = await kubectl("api-resources", "--verbs=list,delete", "-o", "name", ...which);
  return all
    .trim()
    .split("\n")
    .filter((kind) => !/^events|endpoint/.test(kind))
    .join();
}

/** What is there of the stack, by kind and name: what has its label, and whatever is in its namespaces. */
async function left(): Promise<readonly string[]> {
  const named = async (...which: string[]) =>
    (await kubectl("get", ...which, "-o", "name")).trim().split("\n").filter(Boolean);
  const labelled = await named(await kinds(), "-A", ...ofBelfry);
  const namespaced = await kinds("--namespaced");
  const inside = await Promise.all(
    ["belfry", "belfry-host"].map((namespace) => named(namespaced, "-n", namespace)),
  );
  return [...new Set([...labelled, ...inside.flat()])].filter((name) => !ofKubernetes.includes(name));
}

describeCluster("volumes, drains and removal of production in a cluster", () => {
  const marker = `kept-${Date.now()}`;

  /** What was sent at the beginning is there, once, and so is what Prometheus had before it. */
  async function nothingIsLost(): Promise<void> {
    await holds("the line that was sent before", 120, async () => {
      expect((await logLines(servers, `{service="newsletter-api"} |= \`${marker}\``, began)).length).toBe(1);
      expect(await promValue(servers, `count(present_over_time(up[1m] @ ${sampled}))`)).toBe(series);
    });
  }
  const began = Date.now();
  let sampled: number;
  let series: number;

  beforeAll(async () => {
    const resource = { "service.name": "newsletter-api" };
    const log = { resource, time: Date.now(), severityNumber: 9, body: marker, attributes: {} };
    await postLog(servers.url("collector", "otlp-http"), log);
    sampled = Math.floor(Date.now() / 1000) - 60;
    series = await promValue(servers, `count(present_over_time(up[1m] @ ${sampled}))`);
    expect(series).toBeGreaterThan(20);
    await nothingIsLost();
  });

  test("what is kept survives the deletion of its StatefulSets", async () => {
    const before = await claims();
    expect(before.length).toBeGreaterThanOrEqual(8);
    await kubectl("-n", "belfry", "delete", "statefulset", "--all", "--timeout=120s");
    await apply();
    await ready(readyWithinSeconds);
    expect(await claims()).toEqual(before);
    await nothingIsLost();
  }, 420_000);

  test("a drain waits for a budget, and empties the node of the stack within two minutes without one", async () => {
    const drain = ["drain", "node1", "--ignore-daemonsets", "--delete-emptydir-data"];
    const stack = `--pod-selector=${ofBelfry[1]}`;
    const uids = async () => new Map((await pods()).map(({ metadata }) => [metadata.name, metadata.uid]));
    const before = await uids();
    const loki = ["--selector=app.kubernetes.io/name=loki", "--min-available=1"];
    await kubectl("-n", "belfry", "create", "poddisruptionbudget", "held", ...loki);
    try {
      const held = kubectl(...drain, stack, "--timeout=60s");
      await expect(held).rejects.toThrow(/loki-0.*would violate the pod's disruption budget/s);
      expect((await uids()).get("loki-0")).toBe(before.get("loki-0"));
    } finally {
      await kubectl("-n", "belfry", "delete", "poddisruptionbudget", "held");
    }
    await kubectl(...drain, stack, "--timeout=120s");
    await kubectl("uncordon", "node1");
    await ready(readyWithinSeconds);
    const after = await uids();
    const stayed = [...before].filter(([name, uid]) => after.get(name) === uid).map(([name]) => name);
    expect(stayed.filter((name) => !/^(node-exporter|log-collector)-/.test(name))).toEqual([]);
    await nothingIsLost();
  }, 600_000);

  test("removal as `pulumi destroy` does it leaves the namespace and its volume claims; a new install finds them", async () => {
    const before = await claims();
    const kinds = [
      ...["statefulsets", "deployments", "services", "configmaps", "secrets", "serviceaccounts"],
      ...["networkpolicies", "roles", "rolebindings", "poddisruptionbudgets"],
    ];
    await kubectl("-n", "belfry", "delete", kinds.join(), ...ofBelfry, "--timeout=120s");
    await kubectl("delete", "namespace", "belfry-host", "--timeout=120s");
    await kubectl("delete", "clusterroles,clusterrolebindings", ...ofBelfry);
    await holds("the last pods to be gone", 120, async () => expect(await pods()).toEqual([]));
    expect((await left()).filter((name) => !name.startsWith("persistentvolumeclaim/"))).toEqual([
      "namespace/belfry",
    ]);
    expect(await claims()).toEqual(before);
    await apply();
    await ready(readyWithinSeconds);
    expect(await claims()).toEqual(before);
    await nothingIsLost();
  }, 600_000);

  test("`kubectl delete` of what was rendered leaves nothing at all", async () => {
    await kubectl("delete", ...manifests(), "--timeout=170s");
    expect(await left()).toEqual([]);
    await holds("the volumes to be gone", 120, async () => {
      expect((await kubectl("get", "persistentvolumes", "-o", "name")).trim()).toBe("");
    });
  }, 420_000);
});
