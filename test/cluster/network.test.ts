import { answers } from "./support/ask";
import { inPod, kubectl, objects } from "./support/kubectl";
import { describeCluster } from "./support/test-cluster";

interface Service {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: { readonly ports: readonly { readonly port: number; readonly protocol: string }[] };
}

// A program that can ask lies beside two servers; others are spoken for by pods that end when they have asked.
const askers = [
  ["alertmanager-0", ["inbox:1025", "inbox:8025"]],
  [
    "deployment/blackbox-exporter",
    // What services are asked for on their health is open by number, wherever it listens.
    ["simulator-greenstack-api:8000", "simulator-newsletter-api:8787", "simulator-pulsecal-api:3000"],
  ],
] as const;

/** Every TCP port of every Service of the stack, but for Grafana's, which does not run here. */
async function listening(): Promise<readonly { readonly name: string; readonly target: string }[]> {
  const services = await objects<Service>("services");
  return services.flatMap(({ metadata, spec }) =>
    spec.ports
      .filter(({ protocol }) => protocol === "TCP")
      .map(({ port }) => ({
        name: `${metadata.name}:${port}`,
        target: `${metadata.name}.${metadata.namespace}.svc:${port}`,
      })),
  );
}

describeCluster("the closed network of production in a cluster", () => {
  beforeAll(async () => {
    await kubectl("create", "namespace", "elsewhere");
  });
  afterAll(async () => {
    await kubectl("delete", "namespace", "elsewhere", "--wait=false");
  });

  test.each(askers)("%s reaches what it declares, and nothing else of the stack", async (asker, declared) => {
    const targets = await listening();
    const asked = await Promise.all(
      targets.map(async ({ name, target }) => {
        const { well } = await inPod(asker, "reloader", "/belfry-tool", "probe", target);
        return { name, well };
      }),
    );
    const reached = asked.filter(({ well }) => well).map(({ name }) => name);
    expect(targets.length).toBeGreaterThan(20);
    expect(reached).toEqual(expect.arrayContaining([...declared]));
    expect(reached.filter((name) => !declared.some((one) => one === name))).toEqual([]);
  });

  test.each([
    ["collector.belfry.svc:4317", true],
    ["collector.belfry.svc:5000", true],
    ["prometheus.belfry.svc:9090", false],
    ["postgres.belfry.svc:5432", false],
    ["alertmanager.belfry.svc:9093", false],
    ["inbox.belfry.svc:8025", false],
  ])("a pod of another namespace asks %s: answered %s", async (target, answered) => {
    expect(await answers("elsewhere", target)).toBe(answered);
  });

  test.each(["collector.belfry.svc:4317", "prometheus.belfry.svc:9090"])(
    "a pod of the stack's namespace that nothing was declared for reaches no %s",
    async (target) => {
      expect(await answers("belfry", target)).toBe(false);
    },
  );
});
