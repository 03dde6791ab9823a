import { count, set } from "../../../declaration/emission";
import { serving } from "../../stack/operations/operators";
import { agent, booth, kiosk, ledger, m, stall, till, tillDeployment, tillPod } from "./telemetry";

export const gib = 2 ** 30;
const job = { namespace: "shop", job_name: "report-1" };
const autoscaler = { namespace: "shop", horizontalpodautoscaler: "till" };
const budget = { namespace: "shop", poddisruptionbudget: "till" };
export const claim = { namespace: "shop", persistentvolumeclaim: "data-ledger-0" };
const quota = { namespace: "shop", resourcequota: "team", resource: "requests.cpu" };
const nodes = ["node-a", "node-b", "node-c"] as const;
const pressures = ["MemoryPressure", "DiskPressure", "PIDPressure", "NetworkUnavailable"] as const;

/** Three nodes with room for the loss of one, and a shop that is well. */
export const behaviour = serving(({ time }) => [
  ...nodes.flatMap((node) => [
    set(m.nodeCondition, { node, condition: "Ready", status: "true" }, 1),
    ...pressures.map((condition) => set(m.nodeCondition, { node, condition, status: "true" }, 0)),
    set(m.cordoned, { node }, 0),
    set(m.allocatable, { node, resource: "cpu" }, 4),
    set(m.allocatable, { node, resource: "memory" }, 16 * gib),
    set(m.allocatable, { node, resource: "pods" }, 110),
  ]),
  count(m.restarts, till, 0),
  // In a cluster these series are gone when all is well; the proof plays none away, and a 0 says the same.
  ...["CrashLoopBackOff", "ImagePullBackOff", "CreateContainerConfigError"].map((reason) =>
    set(m.waiting, { ...till, reason }, 0),
  ),
  set(m.lastEnded, { ...till, reason: "Completed" }, 1),
  set(m.unschedulable, tillPod, 0),
  set(m.podLabels, stall, 0),
  set(m.podLabels, booth, 0),
  set(m.podAnnotations, kiosk, 0),
  set(m.phase, { ...tillPod, phase: "Running" }, 1),
  set(m.phase, { ...tillPod, phase: "Pending" }, 0),
  set(m.phase, { ...tillPod, phase: "Unknown" }, 0),
  set(m.ready, { ...tillPod, condition: "true" }, 1),
  set(
    m.podLabels,
    { ...tillPod, label_belfry_dev_system: "shop", label_belfry_dev_service: "till", claimed: "true" },
    1,
  ),
  set(m.podAnnotations, { ...tillPod, annotation_prometheus_io_scrape: "true" }, 1),
  set(m.requests, { ...till, node: "node-a", resource: "cpu" }, 2),
  set(m.requests, { ...till, node: "node-a", resource: "memory" }, 8 * gib),
  set(m.limits, { ...till, node: "node-a", resource: "cpu" }, 3),
  set(m.limits, { ...till, node: "node-a", resource: "memory" }, 8 * gib),
  set(m.deploymentWanted, tillDeployment, 2),
  set(m.deploymentAvailable, tillDeployment, 2),
  set(m.deploymentCondition, { ...tillDeployment, condition: "Progressing", status: "false" }, 0),
  set(m.statefulSetWanted, ledger, 1),
  set(m.statefulSetReady, ledger, 1),
  set(m.daemonSetWanted, agent, 3),
  set(m.daemonSetReady, agent, 3),
  set(m.jobFailed, { ...job, condition: "true" }, 0),
  set(m.cronJobNext, { namespace: "shop", cronjob: "report" }, time.getTime() / 1000 + 1800),
  set(m.autoscalerReplicas, autoscaler, 2),
  set(m.autoscalerMost, autoscaler, 10),
  set(m.budgetHealthy, budget, 2),
  set(m.budgetWanted, budget, 1),
  set(m.quota, { ...quota, type: "hard" }, 10),
  set(m.quota, { ...quota, type: "used" }, 4),
  set(m.claimPhase, { ...claim, phase: "Bound" }, 1),
  set(m.claimPhase, { ...claim, phase: "Pending" }, 0),
  set(m.claimPhase, { ...claim, phase: "Lost" }, 0),
  set(m.volumePhase, { persistentvolume: "pvc-1", phase: "Bound" }, 1),
  set(m.volumePhase, { persistentvolume: "pvc-1", phase: "Failed" }, 0),
  set(m.namespacePhase, { namespace: "shop", phase: "Terminating" }, 0),
]);
