import { setTimeout as sleep } from "node:timers/promises";
import { quantity } from "../../scripts/preflight/quantity";
import { kubectl, objects, pods } from "./support/kubectl";
import { describeCluster } from "./support/test-cluster";

/** Minutes of watching; whoever works on the tests may watch for less. */
const minutes = Number(process.env.BELFRY_CLUSTER_MINUTES ?? 10);

/** Containers that use less than a fifth of what they request, and why they request it. */
const idleFor: Readonly<Record<"memory" | "cpu", Readonly<Record<string, string>>>> = {
  memory: {
    reloader: "16 MiB, the least that a program of Go is given",
    "kube-state-metrics": "the objects of more than one node",
    "postgres-exporter": "32 MiB, the least that a server requests",
    "redis-exporter": "32 MiB, the least that a server requests",
    collector: "room for the backlog that it hands over when a lost server is back",
    postgres: "64 MiB of shared buffers, which fill with use; Grafana, which uses it, does not run here",
    redis: "a cache that grows with the queries of Grafana, which does not run here",
  },
  cpu: {
    alertmanager: "a storm of alerts",
    reloader: "5m, a look at a changed file now and then",
    collector: "the backlog that it hands over when a lost server is back",
    "kube-state-metrics": "the objects of more than one node",
    "node-exporter": "the disks and devices of a larger machine",
    postgres: "the queries of Grafana, which does not run here",
    prometheus: "the queries of dashboards, at which nobody looks here",
    redis: "the queries of Grafana, which does not run here",
    "blackbox-exporter": "all its probes at once, each within its time",
    canary: "a round a minute, each within its time",
    inbox: "a storm of alerts",
    backup: "a copy every quarter of an hour",
    "postgres-exporter": "a scrape within its time",
    "redis-exporter": "a scrape within its time",
    simulator: "a load many times the normal one, which it is asked for; no part of production",
  },
};

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
        // Of what does hardly anything there is some, too: 0 is what the kubelet has not measured.
        cpuMillis: Math.ceil((cpu?.usageNanoCores ?? 0) / 1e4) / 100,
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

/** What runs in a container, by its key: one program stands in for each of the systems. */
function programOf(key: string): string {
  const name = key.split("/")[1] ?? key;
  return name.startsWith("simulator-") ? "simulator" : name;
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

  const kinds = [
    ["memory", "MiB", (of: Usage) => of.memoryMib],
    ["cpu", "thousandths of a core", (of: Usage) => of.cpuMillis],
  ] as const;

  test.each(kinds)("no container comes above 80 %% of its limit of %s", (_, unit, of) => {
    expect(peaks.length).toBeGreaterThan(20);
    const close = peaks.filter((one) => of(one.limits) > 0 && of(one) > 0.8 * of(one.limits));
    expect(close.map((one) => `${one.key}: ${of(one)} of ${of(one.limits)} ${unit}`)).toEqual([]);
  });

  test.each(kinds)(
    "no container keeps below 20 %% of its request of %s without a reason",
    (kind, unit, of) => {
      const idle = peaks.filter((one) => of(one) < 0.2 * of(one.requests));
      const unexplained = idle.filter(({ key }) => !(programOf(key) in idleFor[kind]));
      expect(unexplained.map((one) => `${one.key}: ${of(one)} of ${of(one.requests)} ${unit}`)).toEqual([]);
      // What is idle varies from run to run: a reason that nothing needed this time is told, one for nobody fails.
      const unneeded = Object.keys(idleFor[kind]).filter(
        (name) => !idle.some(({ key }) => programOf(key) === name),
      );
      if (unneeded.length > 0) console.log(`${kind}: not idle on this run: ${unneeded.join(", ")}`);
      const running = new Set(peaks.map(({ key }) => programOf(key)));
      expect(Object.keys(idleFor[kind]).filter((name) => !running.has(name))).toEqual([]);
    },
  );

  test("every container is measured, and has requests and limits", () => {
    const missed = peaks.filter(({ memoryMib, cpuMillis }) => memoryMib === 0 || cpuMillis === 0);
    expect(missed.map(({ key }) => key)).toEqual([]);
    expect(peaks.filter(({ requests, limits }) => requests.memoryMib > limits.memoryMib)).toEqual([]);
  });
});
