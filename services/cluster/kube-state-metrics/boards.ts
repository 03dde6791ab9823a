import type { Board } from "../../../declaration/board";
import { panel } from "../../../declaration/board";
import { increase, value } from "../../../queries/promql";
import { m } from "./telemetry";

const running = value(m.phase.where({ phase: "Running" }));
const ready = value(m.nodeCondition.where({ condition: "Ready", status: "true" }));
const waiting = { view: "table", dataUnder: "crashLoop" } as const;

function requested(resource: "cpu" | "memory") {
  return value(m.requests.where({ resource })).sum("cluster");
}
function allocatable(resource: "cpu" | "memory" | "pods") {
  return value(m.allocatable.where({ resource })).sum("cluster");
}

const cluster: Board = {
  title: "Cluster",
  description: "Is there room, and does everything run that should?",
  rows: [
    {
      title: "State",
      panels: [
        panel(
          "Nodes that are ready",
          "Fewer than there are nodes means that one is lost.",
          { ready: ready.sum().in("count") },
          { view: "stat" },
        ),
        panel(
          "Pods that run",
          "By namespace.",
          { "{{namespace}}": running.sum("namespace") },
          { view: "bars" },
        ),
        panel(
          "Containers that wait",
          "None is good: each waits for an image, a ConfigMap or its next restart.",
          { "{{namespace}}/{{pod}}: {{reason}}": value(m.waiting).max("namespace", "pod", "reason") },
          waiting,
        ),
      ],
    },
    {
      title: "Room",
      panels: [
        panel(
          "Processors asked for",
          "Share of the processors that pods request; close to 1, new pods find no node.",
          { requested: requested("cpu").dividedBy(allocatable("cpu"), "ratio") },
          { threshold: 0.9, worse: "above" },
        ),
        panel(
          "Memory asked for",
          "Share of the memory that pods request; close to 1, new pods find no node.",
          { requested: requested("memory").dividedBy(allocatable("memory"), "ratio") },
          { threshold: 0.9, worse: "above" },
        ),
        panel("Room for pods", "Pods that nodes may hold, and pods that run.", {
          most: allocatable("pods"),
          running: running.sum("cluster"),
        }),
      ],
    },
  ],
};

const nodes: Board = {
  title: "Nodes",
  description: "How each node is and how much of it is promised.",
  rows: [
    {
      title: "State",
      panels: [
        panel(
          "Ready",
          "Whether each node is ready; failing means that its pods are lost.",
          { "{{node}}": ready.max("node").in("boolean") },
          { view: "state" },
        ),
        panel("Pressure", "Conditions other than Ready that hold; above zero the node evicts pods.", {
          "{{node}} {{condition}}": value(
            m.nodeCondition.where({ condition: { not: "Ready" }, status: "true" }),
          )
            .max("node", "condition")
            .in("count"),
        }),
        panel("Cordoned", "Nodes that take no new pods.", {
          "{{node}}": value(m.cordoned).max("node").in("count"),
        }),
      ],
    },
    {
      title: "Promised",
      panels: [
        panel("Processors asked for", "Cores that the pods of each node request.", {
          "{{node}}": value(m.requests.where({ resource: "cpu" })).sum("node"),
        }),
        panel("Memory asked for", "Bytes that the pods of each node request.", {
          "{{node}}": value(m.requests.where({ resource: "memory" }))
            .sum("node")
            .in("bytes"),
        }),
      ],
    },
  ],
};

const workloads: Board = {
  title: "Workloads",
  description: "What should run, what does, and what restarts.",
  rows: [
    {
      title: "Missing",
      panels: [
        panel("Deployments", "Pods that are missing; zero is good.", {
          "{{namespace}}/{{deployment}}": value(m.deploymentWanted)
            .minus(value(m.deploymentAvailable))
            .max("namespace", "deployment"),
        }),
        panel("StatefulSets", "Members that are missing; zero is good.", {
          "{{namespace}}/{{statefulset}}": value(m.statefulSetWanted)
            .minus(value(m.statefulSetReady))
            .max("namespace", "statefulset"),
        }),
        panel("DaemonSets", "Nodes that are missing; zero is good.", {
          "{{namespace}}/{{daemonset}}": value(m.daemonSetWanted)
            .minus(value(m.daemonSetReady))
            .max("namespace", "daemonset"),
        }),
      ],
    },
    {
      title: "Pods",
      panels: [
        panel("Restarts", "Restarts in an hour by pod; the line that climbs is the one to look at.", {
          "{{namespace}}/{{pod}}": increase(m.restarts, "1h").sum("namespace", "pod"),
        }),
        panel("Asked for and allowed", "Memory that containers request, and their limits, by namespace.", {
          "{{namespace}} requests": value(m.requests.where({ resource: "memory" }))
            .sum("namespace")
            .in("bytes"),
          "{{namespace}} limits": value(m.limits.where({ resource: "memory" }))
            .sum("namespace")
            .in("bytes"),
        }),
        panel("Autoscalers", "Pods that autoscalers have made, and may make.", {
          "{{horizontalpodautoscaler}}": value(m.autoscalerReplicas).max(
            "namespace",
            "horizontalpodautoscaler",
          ),
          "{{horizontalpodautoscaler}} at most": value(m.autoscalerMost).max(
            "namespace",
            "horizontalpodautoscaler",
          ),
        }),
      ],
    },
    {
      title: "Quotas",
      panels: [
        panel("Used", "What of each quota is used.", {
          "{{namespace}} {{resource}}": value(m.quota.where({ type: "used" })).max("namespace", "resource"),
        }),
        panel("Allowed", "What each quota allows.", {
          "{{namespace}} {{resource}}": value(m.quota.where({ type: "hard" })).max("namespace", "resource"),
        }),
      ],
    },
  ],
};

export const boards: readonly Board[] = [cluster, nodes, workloads];
