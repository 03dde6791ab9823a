import type { Alert } from "../../../declaration/alert";
import { alert } from "../../../declaration/alert";
import { count, set } from "../../../declaration/emission";
import type { Fault } from "../../../declaration/fault";
import { fault, sends, stuck } from "../../../declaration/fault";
import { increase, value } from "../../../queries/promql";
import { booth, kiosk, m, stall, till, tillPod } from "./telemetry";

const pullReasons = ["ImagePullBackOff", "ErrImagePull", "InvalidImageName"] as const;
const labelled = m.podLabels.where({ label_belfry_dev_service: { not: "" } });
const unclaimed = value(labelled.where({ claimed: { not: "true" } })).max("namespace", "pod");
const halfLabelled = value(
  m.podLabels.where({
    label_belfry_dev_system: { not: "" },
    label_belfry_dev_service: "",
    claimed: { not: "true" },
  }),
).max("namespace", "pod");
const elsewhere = value(m.podAnnotations.where({ annotation_prometheus_io_scrape: "true" }))
  .max("namespace", "pod")
  .unless(value(labelled).max("namespace", "pod"));

/** What can happen to pods. */
export const podFaults = {
  crashLoop: fault("a container ends again and again", stuckWaiting("CrashLoopBackOff")),
  imageMissing: fault("an image cannot be pulled", stuckWaiting("ImagePullBackOff")),
  badMount: fault(
    "a ConfigMap that a container wants is missing",
    stuckWaiting("CreateContainerConfigError"),
  ),
  outOfMemory: fault(
    "a container is killed at its memory limit and started anew",
    sends(() => [set(m.lastEnded, { ...till, reason: "OOMKilled" }, 1), count(m.restarts, till, 0.01)]),
  ),
  nodeSilent: fault("nobody knows how a pod is", stuck(m.phase, 1, { phase: "Unknown" })),
  noRoom: fault(
    "a pod fits no node",
    sends(() => [set(m.unschedulable, tillPod, 1)]),
  ),
  unlabelled: fault(
    "a team deploys a service that it did not declare",
    sends(() => [set(m.podLabels, stall, 1)]),
  ),
  halfLabelled: fault(
    "a pod has the label of its system, and none of its service",
    sends(() => [set(m.podLabels, booth, 1)]),
  ),
  annotatedOnly: fault(
    "a pod is annotated for another discovery",
    sends(() => [set(m.podAnnotations, kiosk, 1)]),
  ),
} satisfies Record<string, Fault>;

function stuckWaiting(reason: string) {
  return sends(() => [set(m.waiting, { ...till, reason }, 1)]);
}

export const podAlerts: readonly Alert[] = [
  alert("PodCrashLooping", {
    when: value(m.waiting.where({ reason: "CrashLoopBackOff" }))
      .max("namespace", "pod", "container")
      .atLeast(1),
    hold: "10m",
    severity: "warning",
    summary: (f) => `${f.label("namespace")}/${f.label("pod")} ends again and again`,
    description: (f) =>
      `The container ${f.label("container")} has waited for its next restart for ${f.hold}.`,
    runbook: {
      meaning:
        "A container ends soon after each start; Kubernetes waits longer and longer between two starts.",
      impact: "That copy does no work. Where it is the only one, its users are without it.",
      diagnosis: [
        "Read the lines of the start before: `kubectl logs -p`.",
        "See the exit code and the reason in `kubectl describe pod`: a probe that fails shows there, too.",
      ],
      mitigation: ["Roll back what was deployed last.", "Mend its configuration or what it cannot reach."],
    },
    firesUnder: ["crashLoop"],
  }),
  alert("PodCannotStart", {
    when: value(
      m.waiting.where({ reason: [...pullReasons, "CreateContainerConfigError", "CreateContainerError"] }),
    )
      .max("namespace", "pod", "reason")
      .atLeast(1),
    hold: "10m",
    severity: "warning",
    summary: (f) => `${f.label("namespace")}/${f.label("pod")} cannot start: ${f.label("reason")}`,
    description: (f) => `A container of the pod has waited for ${f.hold}: ${f.label("reason")}.`,
    runbook: {
      meaning: "An image cannot be pulled, or a ConfigMap or Secret that the pod names is not there.",
      impact: "The pod does not start; during a rollout the old pods go on.",
      diagnosis: [
        "The events of the pod name the image, or the missing object: `kubectl describe pod`.",
        "An image: does the registry answer, is the digest there, is the pull secret still good?",
      ],
      mitigation: ["Make the missing object, or correct its name.", "Roll back to the image before."],
    },
    firesUnder: ["imageMissing", "badMount"],
  }),
  alert("ContainerOutOfMemory", {
    when: increase(m.restarts, "10m")
      .max("namespace", "pod", "container")
      .above(0)
      .and(value(m.lastEnded.where({ reason: "OOMKilled" })), { on: ["namespace", "pod", "container"] }),
    severity: "warning",
    summary: (f) => `${f.label("container")} of ${f.label("namespace")}/${f.label("pod")} ran out of memory`,
    description: (f) => `Within the last ${f.range} it was killed at its memory limit and started anew.`,
    runbook: {
      meaning: "The container wanted more memory than its limit; the kernel killed it.",
      impact: "What it held in memory is lost, and what it was doing failed.",
      diagnosis: [
        "Did its memory climb for hours (a leak) or jump (one large request)?",
        "Did its load grow?",
      ],
      mitigation: ["Raise its limit if the load has grown.", "Mend the leak; restart it in time meanwhile."],
    },
    firesUnder: ["outOfMemory"],
  }),
  alert("PodStateUnknown", {
    when: value(m.phase.where({ phase: "Unknown" }))
      .max("namespace", "pod")
      .atLeast(1),
    hold: "10m",
    severity: "warning",
    summary: (f) => `nobody knows how ${f.label("namespace")}/${f.label("pod")} is`,
    description: (f) => `For ${f.hold} its node has not reported on it.`,
    runbook: {
      meaning: "The node of the pod is silent: it is down, or cut off.",
      impact: "The pod may be gone; a StatefulSet does not start it elsewhere before it is known.",
      diagnosis: ["Which node is it on, and is that node ready (NodeNotReady)?"],
      mitigation: [
        "Bring the node back.",
        "When it is gone for good, delete the Node object: its pods then start elsewhere.",
      ],
    },
    firesUnder: ["nodeSilent"],
  }),
  alert("PodUnschedulable", {
    when: value(m.unschedulable).max("namespace", "pod").atLeast(1),
    hold: "10m",
    severity: "warning",
    summary: (f) => `${f.label("namespace")}/${f.label("pod")} fits no node`,
    description: (f) => `For ${f.hold} the scheduler has found no node for it.`,
    runbook: {
      meaning: "No node has what the pod asks for: room, a zone, a label, its volume.",
      impact: "The pod does not run.",
      diagnosis: [
        "The event FailedScheduling counts the nodes by reason: `kubectl describe pod`.",
        "Is a node cordoned, or was one lost?",
      ],
      mitigation: ["Add a node, or uncordon one.", "Lower what the pod requests if it is more than it uses."],
    },
    firesUnder: ["noRoom"],
  }),
  alert("PodNotScraped", {
    when: unclaimed.or(halfLabelled).or(elsewhere).atLeast(1),
    hold: "15m",
    severity: "warning",
    summary: (f) => `${f.label("namespace")}/${f.label("pod")} wants to be watched, and is not`,
    description: (f) =>
      `For ${f.hold} the pod has been labelled or annotated for discovery, and no declared service claims it.`,
    runbook: {
      meaning:
        "Its labels belfry.dev/system and belfry.dev/service name no service that is declared and scraped, or one of them is missing; or it has only prometheus.io/scrape, which nothing here reads.",
      impact: "Nothing of it is watched: no metric, no alert.",
      diagnosis: ["`npm run doctor -- --cluster` says for each such pod why."],
      mitigation: [
        "Correct the labels, or declare the service (docs/a-sixth-service.md).",
        "Remove the annotation of a pod that nobody wants to watch.",
      ],
    },
    firesUnder: ["unlabelled", "halfLabelled", "annotatedOnly"],
  }),
];
