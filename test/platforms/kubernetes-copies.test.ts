import { parseConfig } from "../../config";
import type { Workload } from "../../platforms/workload";
import { fullWorkload } from "./support/full-workload";
import { objectsOf } from "./support/made-objects";

const selector = { "app.kubernetes.io/name": "shop", "app.kubernetes.io/part-of": "belfry" };
const beside: NonNullable<Workload["beside"]>[number] = {
  name: "till-keeper",
  image: { repository: "example/keeper", tag: "2", digest: `sha256:${"e".repeat(64)}` },
  args: ["--watch"],
  probes: fullWorkload.probes,
  resources: { requests: { cpuMillis: 10, memoryMib: 32 }, limits: { cpuMillis: 100, memoryMib: 100 } },
};
const named: Workload = {
  ...fullWorkload,
  ports: { http: { number: 8080 }, keeper: { number: 9000, of: "till-keeper" } },
  named: true,
  beside: [beside],
};

describe("copies with names", () => {
  let made: Awaited<ReturnType<typeof objectsOf>>;
  beforeAll(async () => {
    made = await objectsOf([named]);
  });
  const podSpec = () => Object(made.find("StatefulSet", "shop")?.spec).template.spec;

  const ports = [
    { name: "http", port: 8080, targetPort: "http", protocol: "TCP" },
    { name: "keeper", port: 9000, targetPort: "keeper", protocol: "TCP" },
  ];
  const one = (pod: string) => ({
    selector: { ...selector, "statefulset.kubernetes.io/pod-name": pod },
    ports,
  });

  test.each<[string, object]>([
    ["shop", { selector, ports }],
    ["shop-0", one("shop-0")],
    ["shop-1", one("shop-1")],
    ["shop-peers", { selector, ports, clusterIP: "None", publishNotReadyAddresses: true }],
  ])("Service %s leads to whom its name says", (name, spec) => {
    expect(made.find("Service", name)?.spec).toEqual(spec);
  });

  test("are one address each, and none more", () => {
    expect(made.all.filter((object) => object.startsWith("Service "))).toEqual([
      ...["Service shop", "Service shop-0", "Service shop-1", "Service shop-peers"],
    ]);
  });

  test("keep the StatefulSet as one copy has it, so that a stack that grows is not made anew", () => {
    expect(made.find("StatefulSet", "shop")?.spec).toMatchObject({ replicas: 2, serviceName: "shop" });
  });

  test("know which they are", () => {
    const field = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { fieldPath } } });
    expect(podSpec().containers[0].env.slice(-2)).toEqual([
      field("POD_NAME", "metadata.name"),
      field("POD_IP", "status.podIP"),
    ]);
  });

  test("have the program beside them locked down as they are, with its own port and nothing of their files", () => {
    const containers: { name: string; ports?: object[] }[] = podSpec().containers;
    const keeper = containers.find(({ name }) => name === "till-keeper");
    expect(containers[0]?.ports).toEqual([{ name: "http", containerPort: 8080, protocol: "TCP" }]);
    expect(keeper).toMatchObject({
      image: `example/keeper:2@sha256:${"e".repeat(64)}`,
      args: ["--watch"],
      env: [
        { name: "GOMEMLIMIT", value: "90MiB" },
        { name: "GOMAXPROCS", value: "1" },
      ],
      ports: [{ name: "keeper", containerPort: 9000, protocol: "TCP" }],
      resources: {
        requests: { cpu: "10m", memory: "32Mi", "ephemeral-storage": "64Mi" },
        limits: { cpu: "100m", memory: "100Mi", "ephemeral-storage": "256Mi" },
      },
      securityContext: {
        ...{ allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
        ...{ readOnlyRootFilesystem: true, runAsNonRoot: true },
      },
      volumeMounts: [{ name: "scratch", mountPath: "/tmp" }],
    });
  });
});

test("a place with copies has an address for each; one copy is at its own", async () => {
  const { platform } = await objectsOf([], {
    ...parseConfig({ platform: "kubernetes" }, "prod"),
    copies: { shop: 3 },
  });
  const at = platform.place("shop", { http: { number: 80 } });
  expect(at.addresses("http")).toEqual([
    ...["shop-0.belfry.svc:80", "shop-1.belfry.svc:80", "shop-2.belfry.svc:80"],
  ]);
  expect(at.peers).toBe("shop-peers.belfry.svc");
  const alone = platform.place("till", { http: { number: 80 } });
  expect(alone.addresses("http")).toEqual(["till.belfry.svc:80"]);
  expect([platform.copies("shop"), platform.copies("till")]).toEqual([3, 1]);
});
