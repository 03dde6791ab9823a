import { holds } from "../e2e/support/eventually";
import { clearFaults, messages, setFault } from "../e2e/support/servers";
import { inPod, kubectl, podOf, pods } from "./support/kubectl";
import { servers } from "./support/servers";
import { describeCluster, testCluster } from "./support/test-cluster";

// The reloader beside Alertmanager is a program that can ask from inside.
const probe = "/belfry-tool";
/** Ends well where somebody lets it connect; for pods that run Node. */
const connect = (host: string, port: number) =>
  `require("node:net").connect({ host: "${host}", port: ${port}, timeout: 10000 }).on("connect", () => process.exit(0)).on("timeout", () => process.exit(1))`;

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

  test.each([
    ["postgres.belfry.svc", 5432, "backup"],
    ["redis.belfry.svc", 6379, "backup"],
    ["loki.belfry.svc", 3100, "canary"],
  ])(
    "%s:%i answers %s, which declares it, and drops what alertmanager-0 sends",
    async (host, port, sender) => {
      const { metadata } = await podOf(sender);
      const allowed = inPod(metadata.name, sender, "node", "-e", connect(host, port));
      expect(await allowed).toMatchObject({ well: true });
      const denied = await inPod("alertmanager-0", "reloader", probe, "probe", `${host}:${port}`);
      expect(denied.well).toBe(false);
      // The name was found and nobody answered; a server that is down would refuse.
      expect(denied.out).toMatch(/dial tcp [\d.]+:\d+: i\/o timeout/);
    },
  );

  test("an alert is delivered: the stack's own rules find a lost database, and the inbox hears of it", async () => {
    const since = new Date().toISOString();
    await setFault(servers, "greenstack-api", "databaseDown");
    try {
      await holds("DatabaseDown of greenstack in the inbox", 170, async () => {
        const texts = (await messages(servers, { since })).map(({ raw }) => JSON.stringify(raw));
        const named = texts.filter((text) => text.includes("/greenstack/greenstack-api/DatabaseDown.md"));
        expect(named.length).toBeGreaterThan(0);
      });
    } finally {
      await clearFaults(servers, "greenstack-api");
    }
  }, 240_000);

  test("the namespace refuses a pod that breaks the restricted standard", async () => {
    const root = ["run", "root", "--image=busybox", "--restart=Never", "-n", "belfry", "--dry-run=server"];
    await expect(kubectl(...root)).rejects.toThrow(/violates PodSecurity "restricted/);
  });
});
