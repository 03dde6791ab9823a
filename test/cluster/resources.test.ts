import { setTimeout as sleep } from "node:timers/promises";
import { kubectl, pods } from "./support/kubectl";
import { describeCluster } from "./support/test-cluster";

/** Minutes of watching: three in a run by hand, ten in `.ci/run --full`. */
const minutes = Number(process.env.BELFRY_CLUSTER_MINUTES ?? 3);

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

  beforeAll(
    async () => {
      since = new Date();
      const measured: ReadonlyMap<string, Usage>[] = [];
      for (const deadline = Date.now() + minutes * 60_000; Date.now() < deadline; await sleep(10_000)) {
        measured.push(await usage());
      }
      peaks = (await pods()).flatMap(({ metadata, spec }) =>
        spec.containers.map(({ name, resources: { requests, limits } }) => {
          const key = `${metadata.name}/${name}`;
          const amount = ({ cpu, memory }: typeof requests) => ({
            cpuMillis: Number.parseInt(cpu, 10),
            memoryMib: Number.parseInt(memory, 10),
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
    const restarted = (await pods()).flatMap(({ metadata, status }) =>
      (status.containerStatuses ?? [])
        .filter(({ restartCount }) => restartCount > 0)
        .map(({ name }) => `${metadata.name}/${name}`),
    );
    expect(restarted).toEqual([]);
    const text = await kubectl("get", "events", "-A", "--field-selector=type=Warning", "-o", "json");
    type Event = { lastTimestamp: string; reason: string; message: string; involvedObject: { name: string } };
    const bad = (JSON.parse(text).items as Event[]).filter(
      ({ lastTimestamp }) => new Date(lastTimestamp) > since,
    );
    expect(
      bad.map(({ reason, message, involvedObject }) => `${involvedObject.name}: ${reason}: ${message}`),
    ).toEqual([]);
  });

  test("no container comes above 80 % of its memory limit", () => {
    const close = peaks.filter(({ memoryMib, limits }) => memoryMib > 0.8 * limits.memoryMib);
    expect(
      close.map(({ key, memoryMib, limits }) => `${key}: ${memoryMib} of ${limits.memoryMib} MiB`),
    ).toEqual([]);
  });

  test("no container keeps below 20 % of the memory that it requests", () => {
    const idle = peaks.filter(({ memoryMib, requests }) => memoryMib < 0.2 * requests.memoryMib);
    expect(
      idle.map(({ key, memoryMib, requests }) => `${key}: ${memoryMib} of ${requests.memoryMib} MiB`),
    ).toEqual([]);
  });
});
