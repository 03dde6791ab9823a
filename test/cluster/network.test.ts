import { readFileSync } from "node:fs";
import { join } from "node:path";
import { reached, type Targets } from "./support/ask";
import { kubectl } from "./support/kubectl";
import { describeCluster } from "./support/test-cluster";

interface Service {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly clusterIP: string;
    readonly ports: readonly { readonly port: number; readonly protocol: string }[];
  };
}

// What the docs say is what is enforced: the rows of the generated table that lead by TCP to a Service are tried, and every
// Service that they do not name. test/cluster/README.md says which rows nobody asks.
const table = readFileSync(join(__dirname, "../../generated/network-paths.md"), "utf8")
  .split("\n")
  .map((line) => /^\| ([a-z- ]+) \| (.+) \| ([0-9].*) \|$/.exec(line))
  .flatMap((row) => (row ? [{ from: row[1] ?? "", to: row[2] ?? "", ports: portsOf(row[3] ?? "") }] : []));

/** Only what can be connected to: a datagram is answered by nobody. */
function portsOf(text: string): readonly string[] {
  return text.split(", ").filter((port) => !port.endsWith("/udp"));
}

/**
 * Pods with their labels ask. Not what runs on every node: a DaemonSet ends a pod that looks like its own.
 */
const workloads = [
  ...[
    "alertmanager",
    "backup",
    "blackbox-exporter",
    "canary",
    "collector",
    "grafana",
    "inbox",
    "kube-state-metrics",
  ],
  ...["loki", "postgres", "postgres-exporter", "prometheus", "readiness", "redis", "redis-exporter", "tempo"],
] as const;
/** How many ask at once. */
const atOnce = 5;
const labelsOf = (workload: string) => ({
  "app.kubernetes.io/name": workload,
  "app.kubernetes.io/part-of": "belfry",
});

/** Every TCP port of every Service of the cluster, by name; behind Grafana's is no pod here. */
let targets: Targets;

async function listening(): Promise<Targets> {
  const { items }: { items: Service[] } = JSON.parse(await kubectl("get", "services", "-A", "-o", "json"));
  return Object.fromEntries(
    items
      .filter(({ metadata }) => metadata.name !== "grafana")
      .flatMap(({ metadata, spec }) =>
        spec.ports
          .filter(({ protocol }) => protocol === "TCP")
          .map(({ port }) => [`${metadata.name}:${port}`, `${spec.clusterIP}:${port}`]),
      ),
  );
}

/** The targets that a row of the table opens. */
function openedBy({ to, ports }: (typeof table)[number]): readonly string[] {
  const all = Object.keys(targets);
  const onPorts = all.filter((target) => ports.includes(target.split(":")[1] ?? ""));
  const service = (name: string) => onPorts.filter((target) => target.startsWith(`${name}:`));
  if (to === "namespace kube-system") return service("kube-dns");
  if (to.startsWith("the API server")) return service("kubernetes");
  // node-exporter is in the network of its node.
  if (to.startsWith("the nodes")) return service("node-exporter");
  if (to.startsWith("the internet")) return [];
  if (to !== "any namespace") return service(to);
  return onPorts.filter((target) => !/^(kubernetes|node-exporter):/.test(target));
}

/** What readiness tries besides: the services that the stack itself runs, here those that stand in for the systems. */
const simulated = () => Object.keys(targets).filter((target) => /^simulator-.*:(?!9990$)/.test(target));

function openTo(from: string): readonly string[] {
  const declared = table.filter((row) => row.from === from).flatMap(openedBy);
  return [...new Set([...declared, ...(from === "readiness" ? simulated() : [])])].sort();
}

describeCluster("the closed network of production in a cluster", () => {
  const foundBy = new Map<string, readonly string[]>();

  beforeAll(async () => {
    targets = await listening();
    await kubectl("create", "namespace", "elsewhere");
    for (let first = 0; first < workloads.length; first += atOnce) {
      await Promise.all(
        workloads.slice(first, first + atOnce).map(async (name) => {
          foundBy.set(name, await reached({ namespace: "belfry", labels: labelsOf(name) }, targets));
        }),
      );
    }
  }, 600_000);
  afterAll(async () => {
    await kubectl("delete", "namespace", "elsewhere", "--wait=false");
  });

  test("there is much to refuse, and no row of the table is left out but for what does not ask here", () => {
    expect(Object.keys(targets).length).toBeGreaterThan(35);
    const senders = new Set(table.map(({ from }) => from));
    expect([...senders].filter((from) => !workloads.some((name) => name === from)).sort()).toEqual([
      ...["any namespace", "log-collector"],
    ]);
  });

  test.each(workloads)("a pod as of %s reaches what the table names, and nothing else", (workload) => {
    expect(foundBy.get(workload)).toEqual(openTo(workload));
  });

  test("a pod of another namespace reaches the collector's receivers, and nothing else of the stack", async () => {
    const found = await reached({ namespace: "elsewhere", labels: {} }, targets);
    const others = /^(kubernetes|kube-dns|node-exporter):/;
    expect(openTo("any namespace").length).toBe(5);
    expect(found.filter((target) => !others.test(target))).toEqual(openTo("any namespace"));
  });

  test("a pod of the stack's namespace that nothing was declared for reaches nothing", async () => {
    expect(await reached({ namespace: "belfry", labels: {} }, targets)).toEqual([]);
  });
});
