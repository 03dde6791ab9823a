import type { Alert } from "../../../declaration/alert";
import { alert } from "../../../declaration/alert";
import { set } from "../../../declaration/emission";
import type { Fault } from "../../../declaration/fault";
import { fault, sends } from "../../../declaration/fault";
import { value } from "../../../queries/promql";
import { gib } from "./behaviour";
import { m, till } from "./telemetry";

/** What is asked for beyond what the cluster has without its largest node; below zero while there is room. */
function requestedBeyondRest(resource: "cpu" | "memory") {
  const nodes = value(m.allocatable.where({ resource }));
  return value(m.requests.where({ resource }))
    .sum("cluster")
    .minus(nodes.sum("cluster").minus(nodes.max("cluster")));
}

/** What can happen to nodes and to the room that they have. */
export const nodeFaults = {
  nodeLost: fault(
    "a node does not report any more",
    sends(() => [set(m.nodeCondition, { node: "node-a", condition: "Ready", status: "true" }, 0)]),
  ),
  nodeShort: fault(
    "a node has hardly any disk left",
    sends(() => [set(m.nodeCondition, { node: "node-a", condition: "DiskPressure", status: "true" }, 1)]),
  ),
  cordonForgotten: fault(
    "somebody drained a node and forgot it",
    sends(() => [set(m.cordoned, { node: "node-a" }, 1)]),
  ),
  processorsPromised: fault(
    "pods ask for nearly all processors",
    sends(() => [set(m.requests, { ...till, node: "node-a", resource: "cpu" }, 11)]),
  ),
  memoryPromised: fault(
    "pods ask for nearly all memory",
    sends(() => [set(m.requests, { ...till, node: "node-a", resource: "memory" }, 44 * gib)]),
  ),
} satisfies Record<string, Fault>;

function noRoomToLose(name: string, resource: "cpu" | "memory", what: string, fires: string): Alert {
  return alert(name, {
    when: requestedBeyondRest(resource).above(0),
    hold: "15m",
    severity: "warning",
    summary: (f) => `pods ask for more ${what} than are left when a node is lost: ${f.value} too many`,
    description: (f) =>
      `For ${f.hold} the requests have been more than the nodes without the largest one have.`,
    runbook: {
      meaning: `Pods ask for more ${what} than the cluster has when its largest node is gone.`,
      impact: "None yet. When a node is lost or drained, some pods find no place.",
      diagnosis: [
        "Which namespaces ask for most, and how much of it do they use? See the dashboard Workloads.",
      ],
      mitigation: ["Add a node.", "Lower requests that are far above what is used."],
    },
    firesUnder: [fires],
  });
}

export const nodeAlerts: readonly Alert[] = [
  alert("NodeNotReady", {
    when: value(m.nodeCondition.where({ condition: "Ready", status: "true" }))
      .max("node")
      .equals(0),
    hold: "5m",
    severity: "critical",
    summary: (f) => `${f.label("node")} is not ready`,
    description: (f) => `For ${f.hold} the node has not been ready.`,
    runbook: {
      meaning: "The node's kubelet does not report, or says that it cannot run pods.",
      impact: "Its pods are lost after five minutes and start elsewhere, but those with local volumes.",
      diagnosis: [
        "Is the machine up, and can it reach the API server?",
        "On it: `journalctl -u kubelet`; is its disk full, does the container runtime answer?",
      ],
      mitigation: ["Restart kubelet or machine.", "Drain and replace it when it does not come back."],
    },
    firesUnder: ["nodeLost"],
  }),
  alert("NodeUnderPressure", {
    when: value(m.nodeCondition.where({ condition: { not: "Ready" }, status: "true" }))
      .max("node", "condition")
      .equals(1),
    hold: "5m",
    severity: "warning",
    summary: (f) => `${f.label("node")}: ${f.label("condition")}`,
    description: (f) => `For ${f.hold} the node has reported ${f.label("condition")}.`,
    runbook: {
      meaning: "The node runs short of memory, disk or process ids, or its network is not set up.",
      impact: "It evicts pods and takes no new ones.",
      diagnosis: [
        "Disk: images, or logs and emptyDirs of a pod? `kubectl get --raw /api/v1/nodes/<node>/proxy/stats/summary`.",
        "Memory: which pod uses more than it requested?",
      ],
      mitigation: ["Move or end the pod that takes it.", "Drain the node and enlarge its disk."],
    },
    firesUnder: ["nodeShort"],
  }),
  alert("NodeCordoned", {
    when: value(m.cordoned).max("node").equals(1),
    hold: "4h",
    severity: "info",
    summary: (f) => `${f.label("node")} takes no new pods`,
    description: (f) => `For ${f.hold} the node has been cordoned.`,
    runbook: {
      meaning: "Somebody cordoned or drained the node and has not given it back.",
      impact: "The cluster is smaller than it was bought.",
      diagnosis: ["Is somebody working on it? Does an upgrade hang?"],
      mitigation: ["`kubectl uncordon`, or remove the node."],
    },
    firesUnder: ["cordonForgotten"],
  }),
  noRoomToLose("ProcessorsOvercommitted", "cpu", "processors", "processorsPromised"),
  noRoomToLose("MemoryOvercommitted", "memory", "memory", "memoryPromised"),
];
