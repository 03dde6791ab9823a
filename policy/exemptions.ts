import type { Exemption } from "./exemption";

const owner = "belfry";

/** node-exporter measures its machine: it lives in a namespace of its own, alone (docs/operators-guide.md). */
const measuring = [
  { policy: "workloads-avoid-host-namespaces", resource: "DaemonSet belfry-host/node-exporter" },
  { policy: "workloads-avoid-host-paths", resource: "DaemonSet belfry-host/node-exporter" },
  { policy: "namespaces-enforce-pod-security", resource: "Namespace belfry-host" },
].map((one) => ({
  ...one,
  reason:
    "node-exporter reads the machine's own network, processes and file systems, in a namespace of its own",
  owner,
  expires: "2027-11-30",
}));

/** The log collector reads files of its machine that belong to root, with no capability of root. */
const reading = [
  { policy: "workloads-avoid-host-paths", resource: "DaemonSet belfry-host/log-collector" },
  {
    policy: "containers-run-as-non-root",
    resource: "DaemonSet belfry-host/log-collector, container log-collector",
  },
].map((one) => ({
  ...one,
  reason:
    "what pods print lies in files of the machine that only root may read; it has no capability besides",
  owner,
  expires: "2027-11-30",
}));

/** The reloader serves nothing: it watches files and sends a signal, and ends when it cannot. */
const signalling = ["containers-have-liveness-probe", "containers-have-readiness-probe"].map((policy) => ({
  policy,
  resource: "* belfry/*, container reloader",
  reason: "the reloader has no port to ask: it watches files, and ends by itself when it cannot",
  owner,
  expires: "2027-11-30",
}));

/** In containers one writer a workload fills its volume, before the server starts, and is gone. */
const writing = [
  "containers-run-as-non-root",
  "containers-add-no-capabilities",
  "containers-have-read-only-root",
].map((policy) => ({
  policy,
  resource: "Container *-writer*",
  reason:
    "it gives the files of a volume to the server's user, which takes root: without a network, and once",
  owner,
  expires: "2027-11-30",
}));

/** The watcher reads what containers print from the engine's socket (docs/decisions/0014-docker-watcher.md). */
const watching = [
  "workloads-avoid-host-paths",
  "containers-run-as-non-root",
  "workloads-stop-gracefully",
].map((policy) => ({
  policy,
  resource: "Container watcher*",
  reason: "it asks the engine's socket, which belongs to root, three questions that read, and keeps nothing",
  owner,
  expires: "2027-11-30",
}));

/** The same reloader in a container of its own. */
const reloading = [
  "containers-have-liveness-probe",
  "containers-have-readiness-probe",
  "containers-have-requests",
  "workloads-stop-gracefully",
].map((policy) => ({
  policy,
  resource: "Container *-reloader*",
  reason: "the reloader has no port to ask and keeps nothing: it watches files, and ends when it cannot",
  owner,
  expires: "2027-11-30",
}));

/** What belfry accepts of its own stack: each with whose decision it is, and its last day. */
export const exemptions: readonly Exemption[] = [
  ...measuring,
  ...reading,
  ...signalling,
  ...writing,
  ...watching,
  ...reloading,
  {
    policy: "services-have-slos",
    resource: "ragbase/ragbase-ai-worker",
    reason: "the worker serves no users and has no metrics; what it holds up is promised by its backend",
    owner: "ragbase",
    expires: "2027-11-30",
  },
  ...["ConfigMap belfry/alertmanager-*", "Container alertmanager-writer"].map((resource) => ({
    policy: "heartbeat-leaves-the-cluster",
    resource,
    reason:
      "the dead-man's switch is an address that only the operator has: belfry:receivers.deadMansSwitch names its file",
    owner,
    expires: "2027-02-28",
  })),
];
