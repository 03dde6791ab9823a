import { upTo } from "../../../telemetry/labels";
import { metricsOf } from "../../../telemetry/metrics";
import { capacity } from "./capacity";

export const origin = { system: "kubernetes", service: "kube-state-metrics" } as const;

const { namespaces, nodes, pods, workloads } = capacity;
const containers = pods * capacity.containersPerPod;
const namespace = upTo(namespaces, "shop");
const node = upTo(nodes, "node-a");
const pod = { namespace, pod: upTo(pods, "till-0") };
const container = { ...pod, container: upTo(containers, "till") };
const resource = ["cpu", "memory"] as const;
const requested = { ...container, node, resource };
const truth = ["true", "false", "unknown"] as const;
const ofNode = {
  node,
  condition: ["Ready", "MemoryPressure", "DiskPressure", "PIDPressure", "NetworkUnavailable"],
  status: truth,
} as const;
const deployment = { namespace, deployment: upTo(workloads, "till") };
const statefulSet = { namespace, statefulset: upTo(workloads, "ledger") };
const daemonSet = { namespace, daemonset: upTo(workloads, "agent") };
const job = { namespace, job_name: upTo(workloads, "report-1") };
const autoscaler = { namespace, horizontalpodautoscaler: upTo(workloads, "till") };
const budget = { namespace, poddisruptionbudget: upTo(workloads, "till") };
const claim = { namespace, persistentvolumeclaim: upTo(pods, "data-ledger-0") };

/** What the API server knows of the cluster's objects; names and labels as docs/metrics of kube-state-metrics 2.18 lists them. */
export const m = metricsOf(origin, ({ counter, gauge }) => ({
  waiting: gauge("kube_pod_container_status_waiting_reason", {
    help: "Why a container waits; there only while it does.",
    labels: { ...container, reason: upTo(10, "CrashLoopBackOff", "ImagePullBackOff") },
    atMost: containers,
  }),
  lastEnded: gauge("kube_pod_container_status_last_terminated_reason", {
    help: "Why a container ended the last time.",
    labels: { ...container, reason: upTo(10, "OOMKilled", "Error", "Completed") },
    atMost: containers,
  }),
  restarts: counter("kube_pod_container_status_restarts_total", {
    help: "Restarts of a container.",
    labels: container,
    atMost: containers,
  }),
  phase: gauge("kube_pod_status_phase", {
    help: "1 for the phase that a pod is in.",
    unit: "boolean",
    labels: { ...pod, phase: ["Pending", "Running", "Succeeded", "Failed", "Unknown"] },
    atMost: pods * 5,
  }),
  ready: gauge("kube_pod_status_ready", {
    help: "1 for the answer to whether a pod is ready.",
    unit: "boolean",
    labels: { ...pod, condition: truth },
    atMost: pods * 3,
  }),
  unschedulable: gauge("kube_pod_status_unschedulable", {
    help: "1 for a pod that fits no node.",
    unit: "boolean",
    labels: pod,
    atMost: pods,
  }),
  podLabels: gauge("kube_pod_labels", {
    help: "Labels of pods by which services are discovered; `claimed` is the scrape job's: a declared service has these.",
    labels: {
      ...pod,
      label_belfry_dev_system: upTo(20, "", "shop"),
      label_belfry_dev_service: upTo(50, "", "till"),
      claimed: ["", "true"],
    },
    atMost: pods,
  }),
  podAnnotations: gauge("kube_pod_annotations", {
    help: "Annotations by which others discover pods.",
    labels: { ...pod, annotation_prometheus_io_scrape: upTo(3, "true", "false") },
    atMost: pods,
  }),
  requests: gauge("kube_pod_container_resource_requests", {
    help: "What a container asks for, in cores or bytes.",
    labels: requested,
    atMost: containers * 2,
  }),
  limits: gauge("kube_pod_container_resource_limits", {
    help: "What a container may have, in cores or bytes.",
    labels: requested,
    atMost: containers * 2,
  }),
  nodeCondition: gauge("kube_node_status_condition", {
    help: "1 for the status of each condition of a node.",
    unit: "boolean",
    labels: ofNode,
  }),
  cordoned: gauge("kube_node_spec_unschedulable", {
    help: "1 for a node that takes no new pods.",
    unit: "boolean",
    labels: { node },
  }),
  allocatable: gauge("kube_node_status_allocatable", {
    help: "What a node has for pods, in cores, bytes or pods.",
    labels: { node, resource: ["cpu", "memory", "pods"] },
  }),
  deploymentWanted: gauge("kube_deployment_spec_replicas", {
    help: "Pods that a Deployment wants.",
    labels: deployment,
    atMost: workloads,
  }),
  deploymentAvailable: gauge("kube_deployment_status_replicas_available", {
    help: "Pods of a Deployment that are available.",
    labels: deployment,
    atMost: workloads,
  }),
  deploymentCondition: gauge("kube_deployment_status_condition", {
    help: "1 for the status of each condition of a Deployment.",
    unit: "boolean",
    labels: { ...deployment, condition: upTo(3, "Progressing", "Available"), status: truth },
    atMost: workloads * 6,
  }),
  statefulSetWanted: gauge("kube_statefulset_replicas", {
    help: "Pods that a StatefulSet wants.",
    labels: statefulSet,
    atMost: workloads,
  }),
  statefulSetReady: gauge("kube_statefulset_status_replicas_ready", {
    help: "Pods of a StatefulSet that are ready.",
    labels: statefulSet,
    atMost: workloads,
  }),
  daemonSetWanted: gauge("kube_daemonset_status_desired_number_scheduled", {
    help: "Nodes on which a DaemonSet wants a pod.",
    labels: daemonSet,
    atMost: workloads,
  }),
  daemonSetReady: gauge("kube_daemonset_status_number_ready", {
    help: "Pods of a DaemonSet that are ready.",
    labels: daemonSet,
    atMost: workloads,
  }),
  jobFailed: gauge("kube_job_failed", {
    help: "1 for the answer to whether a Job has failed for good.",
    unit: "boolean",
    labels: { ...job, condition: truth },
    atMost: workloads * 3,
  }),
  cronJobNext: gauge("kube_cronjob_next_schedule_time", {
    help: "When a CronJob should run next, in Unix time; in the past when it did not.",
    unit: "timestamp",
    labels: { namespace, cronjob: upTo(workloads, "report") },
    atMost: workloads,
  }),
  autoscalerReplicas: gauge("kube_horizontalpodautoscaler_status_current_replicas", {
    help: "Pods that an autoscaler has made.",
    labels: autoscaler,
    atMost: workloads,
  }),
  autoscalerMost: gauge("kube_horizontalpodautoscaler_spec_max_replicas", {
    help: "Pods that an autoscaler may make.",
    labels: autoscaler,
    atMost: workloads,
  }),
  budgetHealthy: gauge("kube_poddisruptionbudget_status_current_healthy", {
    help: "Pods of a disruption budget that are well.",
    labels: budget,
    atMost: workloads,
  }),
  budgetWanted: gauge("kube_poddisruptionbudget_status_desired_healthy", {
    help: "Pods of a disruption budget that must be well.",
    labels: budget,
    atMost: workloads,
  }),
  quota: gauge("kube_resourcequota", {
    help: "What a quota allows and what of it is used.",
    labels: {
      namespace,
      resourcequota: upTo(namespaces, "team"),
      resource: upTo(12, "requests.cpu", "requests.memory", "pods"),
      type: ["hard", "used"],
    },
    atMost: namespaces * 24,
  }),
  claimPhase: gauge("kube_persistentvolumeclaim_status_phase", {
    help: "1 for the phase that a claim is in.",
    unit: "boolean",
    labels: { ...claim, phase: ["Pending", "Bound", "Lost"] },
    atMost: workloads * 3,
  }),
  volumePhase: gauge("kube_persistentvolume_status_phase", {
    help: "1 for the phase that a volume is in.",
    unit: "boolean",
    labels: {
      persistentvolume: upTo(workloads, "pvc-1"),
      phase: ["Pending", "Available", "Bound", "Released", "Failed"],
    },
  }),
  namespacePhase: gauge("kube_namespace_status_phase", {
    help: "1 for the phase that a namespace is in.",
    unit: "boolean",
    labels: { namespace, phase: ["Active", "Terminating"] },
  }),
}));

/** Objects that stand for all in the proof. */
export const till = { namespace: "shop", pod: "till-0", container: "till" } as const;
export const tillPod = { namespace: "shop", pod: "till-0" } as const;
export const tillDeployment = { namespace: "shop", deployment: "till" } as const;
export const ledger = { namespace: "shop", statefulset: "ledger" } as const;
export const agent = { namespace: "shop", daemonset: "agent" } as const;

/** A pod that is labelled as a service which nobody declares, one with half of the labels, and one that is only annotated. */
export const stall = {
  namespace: "shop",
  pod: "stall-0",
  label_belfry_dev_system: "shop",
  label_belfry_dev_service: "stall",
  claimed: "",
} as const;
export const booth = { ...stall, pod: "booth-0", label_belfry_dev_service: "" } as const;
export const kiosk = { namespace: "shop", pod: "kiosk-0", annotation_prometheus_io_scrape: "true" } as const;
