import { fromPod, inPod, kubectl } from "./kubectl";

// A short look at a cluster that KUBECONFIG names and to which dist/prod was applied (docs/operators-guide.md). The
// reloader beside Alertmanager and the blackbox exporter is a program that can ask from inside.

const probe = "/belfry-tool";

interface Pod {
  metadata: { name: string };
  status: {
    containerStatuses?: { name: string; ready: boolean; restartCount: number }[];
  };
}

async function pods(): Promise<readonly Pod[]> {
  const lists = await Promise.all(
    ["belfry", "belfry-host"].map((namespace) => kubectl("-n", namespace, "get", "pods", "-o", "json")),
  );
  return lists.flatMap((text) => JSON.parse(text).items);
}

test("every container is ready and none was restarted", async () => {
  const containers = (await pods()).flatMap(({ metadata, status }) =>
    (status.containerStatuses ?? []).map((one) => ({ pod: metadata.name, ...one })),
  );
  expect(containers.length).toBeGreaterThan(10);
  const ill = containers.filter(({ ready, restartCount }) => !ready || restartCount > 0);
  expect(ill.map(({ pod, name, ready, restartCount }) => ({ pod, name, ready, restartCount }))).toEqual([]);
});

test.each([
  ["alertmanager-0", "http://inbox.belfry.svc:8025/healthz"],
  ["alertmanager-0", "inbox.belfry.svc:1025"],
])("%s reaches %s, as it declares", async (pod, target) => {
  expect(await inPod(pod, "reloader", probe, "probe", target)).toMatchObject({ well: true });
});

test.each([
  ["alertmanager-0", "postgres.belfry.svc:5432"],
  ["alertmanager-0", "redis.belfry.svc:6379"],
  ["alertmanager-0", "loki.belfry.svc:3100"],
])("%s does not reach %s, which it does not declare", async (pod, target) => {
  const { well, out } = await inPod(pod, "reloader", probe, "probe", target);
  expect(well).toBe(false);
  expect(out).toMatch(/timeout|refused|unreachable/);
});

test("an alert is delivered: what the stack's own rules find reaches the inbox", async () => {
  const messages = await fromPod("inbox-0", 8025, "/messages");
  expect(JSON.parse(messages).length).toBeGreaterThan(0);
});

test("the namespace refuses a pod that breaks the restricted standard", async () => {
  const root = ["run", "root", "--image=busybox", "--restart=Never", "-n", "belfry", "--dry-run=server"];
  await expect(kubectl(...root)).rejects.toThrow(/violates PodSecurity "restricted/);
});
