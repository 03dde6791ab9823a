import { z } from "zod";
import { quantity, readable } from "../preflight/quantity";
import type { KubernetesObject } from "./manifests";

/** What workloads are for, by the name of the workload. */
const purposes = {
  metrics: ["prometheus", "alertmanager", "kube-state-metrics", "node-exporter", "blackbox-exporter"],
  logs: ["loki", "log-collector"],
  traces: ["tempo"],
  "all three": ["collector", "grafana", "postgres", "redis"],
  "watching itself": ["canary", "readiness", "backup", "inbox", "postgres-exporter", "redis-exporter"],
} as const;

const amounts = z.object({ cpu: z.string().default("0"), memory: z.string() });
const workload = z.object({
  kind: z.enum(["Deployment", "StatefulSet", "DaemonSet"]),
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    replicas: z.number().default(1),
    template: z.object({
      spec: z.object({
        containers: z.array(z.object({ resources: z.object({ requests: amounts, limits: amounts }) })),
      }),
    }),
  }),
});

type Sum = readonly [cpu: number, memory: number, memoryLimit: number];

/** Cores and bytes of all pods; one for each node counts once. */
function needOf({ spec: { replicas, template } }: z.infer<typeof workload>): Sum {
  return template.spec.containers.reduce<Sum>(
    ([cpu, memory, most], { resources: { requests, limits } }) => [
      cpu + replicas * quantity(requests.cpu),
      memory + replicas * quantity(requests.memory),
      most + replicas * quantity(limits.memory),
    ],
    [0, 0, 0],
  );
}

function total(sums: readonly Sum[]): Sum {
  return sums.reduce<Sum>((all, one) => [all[0] + one[0], all[1] + one[1], all[2] + one[2]], [0, 0, 0]);
}

/** A table, in Markdown, of what the stack's pods request, by what they are for. Refuses a workload without a purpose. */
export function requestsTable(objects: readonly KubernetesObject[]): string {
  const found = objects.flatMap((one) => workload.safeParse(one).data ?? []);
  const known: readonly string[] = Object.values(purposes).flat();
  const stray = found.find(({ metadata }) => !known.includes(metadata.name));
  if (stray)
    throw new Error(
      `${stray.metadata.name} is in no row of the table of requests. Fix: name it in scripts/render/requests.ts.`,
    );
  const rows = Object.entries(purposes).map(([purpose, names]) => {
    const some = found.filter(({ metadata }) => names.some((name) => name === metadata.name));
    return { purpose, names: some.map(({ metadata }) => metadata.name), sum: total(some.map(needOf)) };
  });
  const line = (purpose: string, names: string, [cpu, memory, most]: Sum) =>
    `| ${purpose} | ${names} | ${readable("cpu", cpu)} | ${readable("memory", memory)} | ${readable("memory", most)} |`;
  return [
    "# What production requests",
    "",
    "The sums of what the containers of `npm run render -- --stack prod` request at size `small`, made by `npm run generate`;",
    "what runs on every node counts once. `docs/sizing.md` says why it is so much.",
    "",
    "| for | workloads | CPU | memory | memory limit |",
    "|---|---|---|---|---|",
    ...rows.map(({ purpose, names, sum }) => line(purpose, names.join(", "), sum)),
    line("in all", `${found.length} workloads`, total(rows.map(({ sum }) => sum))),
    "",
  ].join("\n");
}
