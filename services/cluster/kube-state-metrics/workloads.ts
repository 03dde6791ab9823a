import type { Alert } from "../../../declaration/alert";
import { alert } from "../../../declaration/alert";
import { set } from "../../../declaration/emission";
import type { Fault } from "../../../declaration/fault";
import { fault, sends, stuck } from "../../../declaration/fault";
import { since, value } from "../../../queries/promql";
import { agent, ledger, m, tillDeployment } from "./telemetry";

const podsTell =
  "Its pods say why: look at those that are not ready (`kubectl describe pod`, `kubectl logs`).";
const nodesTell = "Were nodes lost, or are they full?";

/** What can happen to what keeps pods. */
export const workloadFaults = {
  replicaLost: fault("a copy of a Deployment does not come up", stuck(m.deploymentAvailable, 1)),
  rolloutStuck: fault(
    "new pods of a Deployment do not become ready",
    sends(() => [
      set(m.deploymentCondition, { ...tillDeployment, condition: "Progressing", status: "false" }, 1),
    ]),
  ),
  memberLost: fault(
    "a member of a StatefulSet is not ready",
    sends(() => [set(m.statefulSetReady, ledger, 0)]),
  ),
  agentLost: fault(
    "a DaemonSet lacks a node",
    sends(() => [set(m.daemonSetReady, agent, 2)]),
  ),
  jobFails: fault("a Job gives up", stuck(m.jobFailed, 1, { condition: "true" })),
  cronStops: fault(
    "nothing starts the Jobs of a CronJob",
    sends(({ time, uptimeSeconds }) => [
      set(m.cronJobNext, { namespace: "shop", cronjob: "report" }, time.getTime() / 1000 - uptimeSeconds),
    ]),
  ),
  loadHigh: fault("an autoscaler has made all pods that it may", stuck(m.autoscalerReplicas, 10)),
  budgetBroken: fault("fewer copies are well than a disruption budget wants", stuck(m.budgetHealthy, 0)),
} satisfies Record<string, Fault>;

export const workloadAlerts: readonly Alert[] = [
  alert("DeploymentReplicasMissing", {
    when: value(m.deploymentWanted)
      .minus(value(m.deploymentAvailable))
      .max("namespace", "deployment")
      .above(0),
    hold: "15m",
    severity: "warning",
    summary: (f) => `${f.label("namespace")}/${f.label("deployment")} lacks ${f.value} pods`,
    description: (f) => `For ${f.hold} fewer pods of the Deployment have been available than it wants.`,
    runbook: {
      meaning: "Some copies do not run or are not ready.",
      impact: "The others carry the load; one more that fails may be an outage.",
      diagnosis: [podsTell, nodesTell],
      mitigation: ["Roll back what was deployed last.", "Make room for the missing pods."],
    },
    firesUnder: ["replicaLost"],
  }),
  alert("DeploymentRolloutStuck", {
    when: value(m.deploymentCondition.where({ condition: "Progressing", status: "false" }))
      .max("namespace", "deployment")
      .equals(1),
    hold: "10m",
    severity: "warning",
    summary: (f) => `the rollout of ${f.label("namespace")}/${f.label("deployment")} is stuck`,
    description: (f) => `For ${f.hold} Kubernetes has said that the Deployment makes no progress.`,
    runbook: {
      meaning: "New pods have not become ready within the Deployment's progress deadline.",
      impact: "The old version goes on; the new one is not out.",
      diagnosis: [podsTell],
      mitigation: ["`kubectl rollout undo`, then mend the new version."],
    },
    firesUnder: ["rolloutStuck"],
  }),
  alert("StatefulSetReplicasMissing", {
    when: value(m.statefulSetWanted)
      .minus(value(m.statefulSetReady))
      .max("namespace", "statefulset")
      .above(0),
    hold: "10m",
    severity: "warning",
    summary: (f) => `${f.label("namespace")}/${f.label("statefulset")} lacks ${f.value} pods`,
    description: (f) => `For ${f.hold} fewer members of the StatefulSet have been ready than it wants.`,
    runbook: {
      meaning: "A member of a stateful server is gone or not ready.",
      impact: "A single database is down; a cluster of them has lost a copy of its data.",
      diagnosis: [podsTell, "Is its volume bound, attached to the right node, and not full?"],
      mitigation: [
        "Free a volume that hangs on a lost node: delete the pod, then the VolumeAttachment.",
        "Restore from the backup when the volume is gone.",
      ],
    },
    firesUnder: ["memberLost"],
  }),
  alert("DaemonSetPodsMissing", {
    when: value(m.daemonSetWanted).minus(value(m.daemonSetReady)).max("namespace", "daemonset").above(0),
    hold: "15m",
    severity: "warning",
    summary: (f) => `${f.label("namespace")}/${f.label("daemonset")} lacks ${f.value} nodes`,
    description: (f) => `For ${f.hold} the DaemonSet has not been ready on every node that it wants.`,
    runbook: {
      meaning: "An agent that belongs on every node does not run on some.",
      impact: "Those nodes are without it: their logs, their network, their metrics.",
      diagnosis: [podsTell, "Is the node full, or tainted in a way that the DaemonSet does not tolerate?"],
      mitigation: ["Make room on the node.", "Roll back what was deployed last."],
    },
    firesUnder: ["agentLost"],
  }),
  alert("JobFailed", {
    when: value(m.jobFailed.where({ condition: "true" }))
      .max("namespace", "job_name")
      .atLeast(1),
    hold: "5m",
    severity: "warning",
    summary: (f) => `${f.label("namespace")}/${f.label("job_name")} has failed`,
    description: (f) => `The Job has given up, for ${f.hold}; Kubernetes does not try again.`,
    runbook: {
      meaning: "The Job has failed as often as it may, or took too long.",
      impact: "What it does (a backup, a migration, a report) was not done.",
      diagnosis: ["Read the lines of its last pod.", "Did the run before succeed? What has changed since?"],
      mitigation: ["Mend the cause, then start it anew.", "Delete the failed Job: the alert ends with it."],
    },
    firesUnder: ["jobFails"],
  }),
  alert("CronJobLate", {
    when: since(m.cronJobNext).max("namespace", "cronjob").above(600),
    hold: "5m",
    severity: "warning",
    summary: (f) => `${f.label("namespace")}/${f.label("cronjob")} is ${f.value} late`,
    description: (f) => `It should have run more than ${f.threshold} ago.`,
    runbook: {
      meaning: "The time of its next run has passed, and no Job was made.",
      impact: "What it does is not done.",
      diagnosis: [
        "Does an earlier run still go on (concurrencyPolicy: Forbid)?",
        "Is a quota of its namespace exhausted? The events of the CronJob say so.",
        "Does the controller manager run?",
      ],
      mitigation: ["End the run that hangs.", "Start it by hand: `kubectl create job --from=cronjob/…`."],
    },
    firesUnder: ["cronStops"],
  }),
  alert("AutoscalerExhausted", {
    when: value(m.autoscalerMost)
      .minus(value(m.autoscalerReplicas))
      .min("namespace", "horizontalpodautoscaler")
      .atMost(0),
    hold: "15m",
    severity: "warning",
    summary: (f) => `${f.label("namespace")}/${f.label("horizontalpodautoscaler")} can make no more pods`,
    description: (f) => `For ${f.hold} the autoscaler has had all the pods that it may have.`,
    runbook: {
      meaning: "The load wants at least as many pods as are allowed.",
      impact: "With more load the service becomes slow.",
      diagnosis: ["Is the load real, or does each request cost more than before?"],
      mitigation: ["Raise maxReplicas, if the cluster and what stands behind can carry it."],
    },
    firesUnder: ["loadHigh"],
  }),
  alert("DisruptionBudgetBroken", {
    when: value(m.budgetWanted)
      .minus(value(m.budgetHealthy))
      .max("namespace", "poddisruptionbudget")
      .above(0),
    hold: "15m",
    severity: "warning",
    summary: (f) => `${f.label("namespace")}/${f.label("poddisruptionbudget")} lacks ${f.value} pods`,
    description: (f) => `For ${f.hold} fewer pods have been well than the budget wants.`,
    runbook: {
      meaning: "So many copies are unwell that none may be taken away on purpose.",
      impact: "No node with such a pod can be drained: upgrades of the cluster wait.",
      diagnosis: [podsTell],
      mitigation: ["Mend its pods; a drain then goes on by itself."],
    },
    firesUnder: ["budgetBroken"],
  }),
];
