import { defineService } from "../../declaration/define-service";
import { down } from "../../declaration/fault";
import { operators } from "../stack/operations/operators";
import { serverDown } from "../stack/operations/server-down";
import { behaviour } from "./kube-state-metrics/behaviour";
import { boards } from "./kube-state-metrics/boards";
import { nodeAlerts, nodeFaults } from "./kube-state-metrics/nodes";
import { podAlerts, podFaults } from "./kube-state-metrics/pods";
import { storageAlerts, storageFaults } from "./kube-state-metrics/storage";
import { m, origin } from "./kube-state-metrics/telemetry";
import { workloadAlerts, workloadFaults } from "./kube-state-metrics/workloads";

export const kubeStateMetrics = defineService({
  origin,
  description: "Tells how the cluster's objects are: nodes, pods, workloads, claims, quotas.",
  owner: operators,
  importance: "high",
  version: "2.18.0",
  port: 8080,
  metrics: m,
  delivery: { by: "scrape", port: 8080, path: "/metrics", every: "15s", only: "declared" },
  seriesBudget: 20_000,
  behaviour,
  faults: { down: down(), ...podFaults, ...workloadFaults, ...nodeFaults, ...storageFaults },
  alerts: [
    serverDown(origin, {
      impact: "No alert about pods, workloads, nodes or claims can fire.",
      mitigation: "When it was killed for memory, the cluster has outgrown it: raise its limit.",
    }),
    ...podAlerts,
    ...workloadAlerts,
    ...nodeAlerts,
    ...storageAlerts,
  ],
  boards,
});
