import { execFile } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { copies } from "../../../sizing/copies";
import { eventually } from "../../e2e/support/eventually";
import { type LightCluster, startLightCluster } from "../lab/light";
import { addresses } from "../lab/ranges";
import { nodes, simulatedCluster } from "./simulated";

// The scheduler, the controllers and the API server are real; kwok says of nodes and pods that they run.

interface Placed {
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly spec: { readonly nodeName?: string };
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

const replicated = Object.entries(copies.standard);
const lacks = process.env.BELFRY_LIGHT_CLUSTER_LACKS ?? "its setup has not run";

let cluster: LightCluster;
const kubectl = (...args: string[]) => cluster.kubectl("-n", "belfry", ...args);

async function itemsOf<T>(...args: string[]): Promise<readonly T[]> {
  return JSON.parse(await kubectl("get", ...args, "-o", "json")).items;
}

const isReady = ({ status }: Placed) =>
  (status.conditions ?? []).some(({ type, status: is }) => type === "Ready" && is === "True");

/** The pods of each replicated server that are ready, by the server's name: where each of them is. */
async function placements(): Promise<Readonly<Record<string, readonly string[]>>> {
  const pods = await itemsOf<Placed>("pods");
  const of = (name: string) =>
    pods
      .filter((pod) => pod.metadata.labels["app.kubernetes.io/name"] === name && isReady(pod))
      .map(({ spec }) => spec.nodeName ?? "nowhere");
  return Object.fromEntries(replicated.map(([name]) => [name, of(name).sort()]));
}

const counts = (placed: Readonly<Record<string, readonly string[]>>) =>
  Object.fromEntries(Object.entries(placed).map(([name, at]) => [name, at.length]));

/** Waits until of each server so many copies are ready. */
async function untilReady(wanted: Readonly<Record<string, number>>, seconds: number) {
  return eventually(`${JSON.stringify(wanted)} to be ready`, seconds, async () => {
    const placed = await placements();
    const found = counts(placed);
    if (replicated.some(([name]) => found[name] !== wanted[name])) throw new Error(JSON.stringify(found));
    return placed;
  });
}

/** Renders production at size `standard` for this cluster; files of secrets come before the pods that mount them. */
async function rendered(): Promise<readonly string[]> {
  const [out, secrets, keys] = ["out", "secrets", "keys"].map((name) => join(cluster.scratch, name)) as [
    ...[string, string, string],
  ];
  writeFileSync(keys, "[default]\naws_access_key_id = simulated\naws_secret_access_key = simulated\n");
  const bucket = { endpoint: "s3.example.com", bucket: "lines", credentialsFile: keys };
  const settings = {
    "belfry:size": "standard",
    "belfry:objectStorage": JSON.stringify(bucket),
    "belfry:images": JSON.stringify({ unlocked: "allow" }),
    "belfry:kubernetes": JSON.stringify({ nodes: [addresses.wire], apiServer: [`${addresses.node}/32`] }),
  };
  const config = Object.entries(settings).flatMap(([key, value]) => ["-c", `${key}=${value}`]);
  const args = ["tsx", "scripts/render.ts", "--stack", "prod", ...config, "--out", out, "--secrets", secrets];
  await promisify(execFile)("npx", args, { cwd: join(__dirname, "../../.."), timeout: 200_000 });
  const below = (folder: string) => readdirSync(folder).map((file) => join(folder, file));
  const [namespaces = "", ...others] = below(out);
  return [namespaces, ...below(secrets).filter((file) => file.endsWith(".yaml")), ...others];
}

const title = "size standard on three simulated nodes";
if (lacks) {
  console.log(`No light cluster: ${lacks}`);
  test.skip(title, () => {});
} else describe(title, describeCluster);

function describeCluster(): void {
  beforeAll(async () => {
    cluster = await startLightCluster();
    const file = join(cluster.scratch, "simulated.json");
    writeFileSync(file, JSON.stringify(simulatedCluster));
    await cluster.kubectl("apply", "-f", file);
    const files = await rendered();
    await cluster.kubectl("apply", "--server-side", ...files.flatMap((one) => ["-f", one]));
  }, 400_000);

  afterAll(async () => {
    await cluster?.close();
  });

  test("the scheduler finds room for everything, and puts each copy on a node of its own", async () => {
    const placed = await untilReady(copies.standard, 120);
    for (const [name, at] of Object.entries(placed))
      expect([name, new Set(at).size]).toEqual([name, at.length]);
    await eventually("every pod to be ready", 60, async () => {
      const waiting = (await itemsOf<Placed>("pods")).filter((pod) => !isReady(pod));
      if (waiting.length > 0) throw new Error(waiting.map(({ metadata }) => metadata.name).join(", "));
      return true;
    });
  });

  test("each of them has a budget that lets one copy go", async () => {
    type Budget = {
      metadata: { name: string };
      status: { disruptionsAllowed: number; expectedPods: number };
    };
    const budgets = await eventually("budgets that know their pods", 30, async () => {
      const all = await itemsOf<Budget>("poddisruptionbudgets");
      return all.every(({ status }) => status.expectedPods > 0) ? all : undefined;
    });
    expect(Object.fromEntries(budgets.map(({ metadata, status }) => [metadata.name, status]))).toMatchObject(
      Object.fromEntries(
        replicated.map(([name, expectedPods]) => [name, { disruptionsAllowed: 1, expectedPods }]),
      ),
    );
    expect(budgets.map(({ metadata }) => metadata.name).sort()).toEqual(
      replicated.map(([name]) => name).sort(),
    );
  });

  test("a node is drained without a server going, and filled again afterwards", async () => {
    const [drained] = nodes;
    const here = (at: readonly string[]) => at.filter((node) => node === drained).length;
    const before = await placements();
    await kubectl("drain", drained, "--ignore-daemonsets", "--delete-emptydir-data", "--timeout=90s");
    // Long enough for a copy to be ready elsewhere, if it were let.
    await sleep(5000);
    const after = await placements();
    // Of three copies the third waits: two on one node would be lost together.
    expect(counts(after)).toMatchObject({ loki: 2, alertmanager: 2 });
    for (const [name, at] of Object.entries(after)) {
      expect([name, here(at)]).toEqual([name, 0]);
      expect(at.length).toBeGreaterThanOrEqual((before[name]?.length ?? 0) - 1);
      expect(at.length).toBeGreaterThanOrEqual(1);
    }
    await kubectl("uncordon", drained);
    await untilReady(copies.standard, 60);
  });

  describe("one node lost", () => {
    let lost: string;
    let left: Readonly<Record<string, number>>;

    beforeAll(async () => {
      const before = await placements();
      lost = before.prometheus?.[0] ?? "";
      left = Object.fromEntries(
        Object.entries(before).map(([name, at]) => [name, at.filter((node) => node !== lost).length]),
      );
      await kubectl("label", "node", lost, "kwok.x-k8s.io/node-");
      await untilReady(left, 90);
    });

    test("of every server that was promised a copy answers, and none is asked that is lost", async () => {
      expect(left).toMatchObject({ prometheus: 1, alertmanager: 2, loki: 2 });
      type Slice = { endpoints: readonly { nodeName: string; conditions: { ready: boolean } }[] };
      for (const [name] of replicated) {
        const slices = await itemsOf<Slice>("endpointslices", "-l", `kubernetes.io/service-name=${name}`);
        const asked = slices.flatMap(({ endpoints }) =>
          endpoints.filter(({ conditions }) => conditions.ready),
        );
        expect([name, asked.length]).toEqual([name, left[name]]);
        expect(asked.length).toBeGreaterThanOrEqual(1);
        expect(asked.map(({ nodeName }) => nodeName)).not.toContain(lost);
      }
    });

    test("no budget lets another copy of what has lost one go", async () => {
      const pods = (await itemsOf<Placed>("pods")).filter(isReady);
      for (const name of ["prometheus", "alertmanager", "loki"]) {
        const copy = pods.find(({ metadata }) => metadata.labels["app.kubernetes.io/name"] === name);
        const pod = copy?.metadata.name ?? "";
        const eviction = join(cluster.scratch, `evict-${pod}.json`);
        writeFileSync(
          eviction,
          JSON.stringify({
            ...{ apiVersion: "policy/v1", kind: "Eviction", metadata: { name: pod, namespace: "belfry" } },
          }),
        );
        const path = `/api/v1/namespaces/belfry/pods/${pod}/eviction`;
        await expect(kubectl("create", "--raw", path, "-f", eviction)).rejects.toThrow(
          /Cannot evict pod as it would violate the pod's disruption budget/,
        );
      }
    });

    test("once it is taken out of the cluster, every copy finds a place on the others", async () => {
      await kubectl("delete", "node", lost);
      const placed = await untilReady(copies.standard, 200);
      for (const [name, at] of Object.entries(placed)) {
        expect(at).not.toContain(lost);
        // As even as two nodes can be.
        expect([name, new Set(at).size]).toEqual([name, 2]);
      }
    });
  });
}
