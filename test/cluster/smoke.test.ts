import { holds } from "../e2e/support/eventually";
import { messages } from "../e2e/support/servers";
import { inPod, kubectl, pods } from "./support/kubectl";
import { servers } from "./support/servers";
import { describeCluster, testCluster } from "./support/test-cluster";

// The reloader beside Alertmanager is a program that can ask from inside.
const probe = "/belfry-tool";

describeCluster("a short look at production in a cluster", () => {
  test("every container is ready within two minutes, and none was restarted", async () => {
    expect(testCluster().readyAfter).toBeLessThanOrEqual(120);
    const containers = (await pods()).flatMap(({ metadata, status }) =>
      (status.containerStatuses ?? []).map(({ name, ready, restartCount }) => ({
        ...{ pod: metadata.name, name, ready, restartCount },
      })),
    );
    expect(containers.length).toBeGreaterThan(10);
    expect(containers.filter(({ ready, restartCount }) => !ready || restartCount > 0)).toEqual([]);
  });

  test("every image came from the registry by the digest that the manifest names", async () => {
    const all = await pods();
    const asked = all.flatMap(({ spec }) => spec.containers.map(({ image }) => image));
    expect(asked.filter((image) => !/@sha256:[0-9a-f]{64}$/.test(image))).toEqual([]);
    const got = all.flatMap(({ status }) => status.containerStatuses?.map(({ imageID }) => imageID) ?? []);
    expect(new Set(got.map((id) => id.split("@")[1]))).toEqual(new Set(asked.map((id) => id.split("@")[1])));
  });

  test.each([
    ["alertmanager-0", "http://inbox.belfry.svc:8025/healthz"],
    ["alertmanager-0", "inbox.belfry.svc:1025"],
  ])("%s reaches %s, as it declares", async (pod, target) => {
    expect(await inPod(pod, "reloader", probe, "probe", target)).toMatchObject({ well: true });
  });

  test("alertmanager-0 reaches no server that it does not declare", async () => {
    const targets = ["postgres.belfry.svc:5432", "redis.belfry.svc:6379", "loki.belfry.svc:3100"];
    const tries = targets.map((target) => inPod("alertmanager-0", "reloader", probe, "probe", target));
    for (const { well, out } of await Promise.all(tries)) {
      expect(well).toBe(false);
      expect(out).toMatch(/timeout|refused|unreachable/);
    }
  });

  test("an alert is delivered: what the stack's own rules find reaches the inbox", async () => {
    await holds("a message in the inbox", 170, async () => {
      expect((await messages(servers, {})).length).toBeGreaterThan(0);
    });
  });

  test("the namespace refuses a pod that breaks the restricted standard", async () => {
    const root = ["run", "root", "--image=busybox", "--restart=Never", "-n", "belfry", "--dry-run=server"];
    await expect(kubectl(...root)).rejects.toThrow(/violates PodSecurity "restricted/);
  });
});
