import type { Alert } from "../../../declaration/alert";
import { alert } from "../../../declaration/alert";
import { count, set } from "../../../declaration/emission";
import type { Fault } from "../../../declaration/fault";
import { fault, sends } from "../../../declaration/fault";
import { rate, ratio, value } from "../../../queries/promql";
import { m, mib, till, tillNetwork } from "./telemetry";

const named = { container: { not: "" } } as const;
const memoryUsed = value(m.memory.where(named))
  .max("namespace", "pod", "container")
  .dividedBy(value(m.memoryLimit.where(named)).max("namespace", "pod", "container").above(0), "ratio");
const heldBack = ratio(
  rate(m.throttled.where(named), "5m").sum("namespace", "pod", "container"),
  rate(m.periods.where(named), "5m").sum("namespace", "pod", "container"),
);
const dropped = rate(m.receiveDropped, "5m")
  .sum("namespace", "pod")
  .plus(rate(m.sendDropped, "5m").sum("namespace", "pod"));

/** What can happen to containers at their limits, and to their network. */
export const containerFaults = {
  memoryShort: fault(
    "a container is close to its memory limit",
    sends(() => [set(m.memory, till, 245 * mib), set(m.memoryLimit, till, 256 * mib)]),
  ),
  cpuShort: fault(
    "a container wants more processors than its limit",
    sends(() => [count(m.throttled, till, 8)]),
  ),
  packetsLost: fault(
    "a pod's network drops packets",
    sends(() => [count(m.receiveDropped, tillNetwork, 20)]),
  ),
} satisfies Record<string, Fault>;

export const containerAlerts: readonly Alert[] = [
  alert("ContainerMemoryAlmostFull", {
    when: memoryUsed.above(0.9),
    hold: "10m",
    severity: "warning",
    summary: (f) =>
      `${f.label("container")} of ${f.label("namespace")}/${f.label("pod")} uses ${f.value} of its memory`,
    description: (f) => `More than ${f.threshold} of its limit for ${f.hold}; it is ${f.value} now.`,
    runbook: {
      meaning: "The container needs nearly as much memory as it may have.",
      impact: "None yet; at the limit it is killed.",
      diagnosis: ["Does it climb without end (a leak), or has the load grown?"],
      mitigation: ["Raise the limit before it is killed.", "Restart what leaks at a quiet hour."],
    },
    firesUnder: ["memoryShort"],
  }),
  alert("ContainerThrottled", {
    when: heldBack.above(0.5),
    hold: "15m",
    severity: "info",
    summary: (f) =>
      `${f.label("container")} of ${f.label("namespace")}/${f.label("pod")} is held back ${f.value} of the time`,
    description: (f) =>
      `In more than ${f.threshold} of its periods it has been at its processor limit, for ${f.hold}.`,
    runbook: {
      meaning: "The container wants more processor time than its limit.",
      impact: "It answers slowly; its service's latency alerts tell whether users notice.",
      diagnosis: [
        "Compare its use with its limit.",
        "A runtime with more threads than its limit has cores waits for itself.",
      ],
      mitigation: ["Raise its processor limit.", "Tell its runtime how many cores it has (GOMAXPROCS)."],
    },
    firesUnder: ["cpuShort"],
  }),
  alert("PodPacketsDropped", {
    when: dropped.above(10),
    hold: "10m",
    severity: "warning",
    summary: (f) => `${f.label("namespace")}/${f.label("pod")} loses ${f.value} packets`,
    description: (f) => `More than ${f.threshold} have been dropped for ${f.hold}.`,
    runbook: {
      meaning: "Packets of the pod are thrown away on its node.",
      impact: "Connections stall and time out.",
      diagnosis: [
        "All pods of one node: its network card or its connection table is full.",
        "One pod: it does not read what it gets.",
      ],
      mitigation: ["Drain the node.", "Give the pod more processors, or more copies."],
    },
    firesUnder: ["packetsLost"],
  }),
];
