import { setTimeout as sleep } from "node:timers/promises";
import { quantity } from "../../scripts/preflight/quantity";
import { kubectl, objects, pods } from "./support/kubectl";
import { describeCluster } from "./support/test-cluster";

/** Minutes of watching; whoever works on the tests may watch for less. */
const minutes = Number(process.env.BELFRY_CLUSTER_MINUTES ?? 10);

/** Containers that use less than a fifth of the memory that they request, and why they request it. */
const idleFor: Readonly<Record<string, string>> = {};

interface Usage {
  readonly cpuMillis: number;
  readonly memoryMib: number;
}

interface Summary {
  readonly pods: readonly {
    readonly podRef: { readonly name: string; readonly namespace: string };
    readonly containers?: readonly {
      readonly name: string;
      readonly cpu?: { readonly usageNanoCores?: number };
      readonly memory?: { readonly workingSetBytes?: number };
    }[];
  }[];
}

/** What containers use now, as the kubelet measures it, by `pod/container`. */
async function usage(): Promise<ReadonlyMap<string, Usage>> {
  const text = await kubectl("get", "--raw", "/api/v1/nodes/node1/proxy/stats/summary");
  const found = (JSON.parse(text) as Summary).pods.flatMap(({ podRef, containers = [] }) =>
    containers.map(({ name, cpu, memory }): [string, Usage] => [
      `${podRef.name}/${name}`,
      {
        cpuMillis: Math.round((cpu?.usageNanoCores ?? 0) / 1e6),
        memoryMib: Math.round((memory?.workingSetBytes ?? 0) / 1024 ** 2),
      },
    ]),
  );
  return new Map(found);
}

/** The containers that were ever restarted, with how often. */
async function restarts(): Promise<readonly string[]> {
  return (await pods()).flatMap(({ metadata, status }) =>
    (status.containerStatuses ?? [])
      .filter(({ restartCount }) => restartCount > 0)
      .map(({ name, restartCount }) => `${metadata.uid} ${metadata.name}/${name}: ${restartCount}`),
  );
}

interface Event {
  readonly type: string;
  readonly lastTimestamp?: string;
  readonly eventTime?: string;
  readonly reason: string;
  readonly message: string;
  readonly involvedObject: { readonly name: string };
}

function peakOf(measured: readonly ReadonlyMap<string, Usage>[], key: string): Usage {
  const all = measured.map((one) => one.get(key) ?? { cpuMillis: 0, memoryMib: 0 });
  return {
    cpuMillis: Math.max(...all.map(({ cpuMillis }) => cpuMillis)),
    memoryMib: Math.max(...all.map(({ memoryMib }) => memoryMib)),
  };
}

describeCluster("what production takes in a cluster", () => {
  let peaks: readonly (Usage & { readonly key: string; readonly requests: Usage; readonly limits: Usage })[];
  let since: Date;
  let before: readonly string[];

  beforeAll(
    async () => {
      since = new Date();
      before = await restarts();
      const measured: ReadonlyMap<string, Usage>[] = [];
      for (const deadline = Date.now() + minutes * 60_000; Date.now() < deadline; await sleep(10_000)) {
        measured.push(await usage());
      }
      peaks = (await pods()).flatMap(({ metadata, spec }) =>
        spec.containers.map(({ name, resources: { requests, limits } }) => {
          const key = `${metadata.name}/${name}`;
          const amount = ({ cpu = "0", memory }: typeof requests) => ({
            cpuMillis: Math.round(quantity(cpu) * 1000),
            memoryMib: Math.round(quantity(memory) / 1024 ** 2),
          });
          return { key, ...peakOf(measured, key), requests: amount(requests), limits: amount(limits) };
        }),
      );
      console.table(
        peaks.map(({ key, cpuMillis, memoryMib, requests, limits }) => ({
          ...{ key, cpuMillis, cpuRequest: requests.cpuMillis, cpuLimit: limits.cpuMillis },
          ...{ memoryMib, memoryRequest: requests.memoryMib, memoryLimit: limits.memoryMib },
        })),
      );
    },
    (minutes + 1) * 60_000,
  );

  test("no container was restarted or killed for its memory, and no probe failed", async () => {
    expect(await restarts()).toEqual(before);
    const bad = (await objects<Event>("events")).filter(({ type, lastTimestamp, eventTime }) => {
      if (type !== "Warning") return false;
      return new Date(lastTimestamp ?? eventTime ?? 0) > since;
    });
    expect(
      bad.map(({ reason, message, involvedObject }) => `${involvedObject.name}: ${reason}: ${message}`),
    ).toEqual([]);
  });

  test("no container comes above 80 % of its memory limit", () => {
    expect(peaks.length).toBeGreaterThan(20);
    const close = peaks.filter(({ memoryMib, limits }) => memoryMib > 0.8 * limits.memoryMib);
    expect(
      close.map(({ key, memoryMib, limits }) => `${key}: ${memoryMib} of ${limits.memoryMib} MiB`),
    ).toEqual([]);
  });

  test("no container keeps below 20 % of the memory that it requests, but for those with a reason", () => {
    const idle = peaks.filter(({ memoryMib, requests }) => memoryMib < 0.2 * requests.memoryMib);
    const name = (key: string) => key.split("/")[1] ?? key;
    expect(idle.filter(({ key }) => !(name(key) in idleFor)).map(({ key }) => key)).toEqual([]);
  });

  test("every container is measured, and has requests and limits", () => {
    expect(peaks.filter(({ memoryMib }) => memoryMib === 0).map(({ key }) => key)).toEqual([]);
    expect(peaks.filter(({ requests, limits }) => requests.memoryMib > limits.memoryMib)).toEqual([]);
  });
});
