import type { Alert } from "../../../declaration/alert";
import { alert } from "../../../declaration/alert";
import { set } from "../../../declaration/emission";
import type { Fault } from "../../../declaration/fault";
import { fault, sends, stuck } from "../../../declaration/fault";
import { value } from "../../../queries/promql";
import { claim } from "./behaviour";
import { m } from "./telemetry";

const quotaUsed = value(m.quota.where({ type: "used" }))
  .max("namespace", "resourcequota", "resource")
  .dividedBy(
    value(m.quota.where({ type: "hard" }))
      .max("namespace", "resourcequota", "resource")
      .above(0),
    "ratio",
  );

/** What can happen to claims, volumes, quotas and namespaces. */
export const storageFaults = {
  claimWaits: fault(
    "no volume can be made for a claim",
    sends(() => [set(m.claimPhase, { ...claim, phase: "Pending" }, 1)]),
  ),
  volumeLost: fault("the volume of a claim is gone", stuck(m.claimPhase, 1, { phase: "Lost" })),
  volumeFailed: fault("a volume cannot be given back", stuck(m.volumePhase, 1, { phase: "Failed" })),
  quotaShort: fault("a team uses nearly all that its quota allows", stuck(m.quota, 9.6, { type: "used" })),
  namespaceHangs: fault("a finalizer keeps a namespace from going", stuck(m.namespacePhase, 1)),
} satisfies Record<string, Fault>;

export const storageAlerts: readonly Alert[] = [
  alert("ClaimPending", {
    when: value(m.claimPhase.where({ phase: "Pending" }))
      .max("namespace", "persistentvolumeclaim")
      .equals(1),
    hold: "15m",
    severity: "warning",
    summary: (f) => `${f.label("namespace")}/${f.label("persistentvolumeclaim")} has no volume`,
    description: (f) => `For ${f.hold} the claim has waited for a volume.`,
    runbook: {
      meaning: "Nothing makes a volume for the claim.",
      impact: "Pods that want it do not start.",
      diagnosis: [
        "The events of the claim: does its storage class exist, does the provisioner run, is a quota exhausted?",
        "A class that waits for its first pod: does a pod want it, and where can that pod go?",
      ],
      mitigation: ["Name a class that exists.", "Mend the provisioner.", "Delete a claim that nobody uses."],
    },
    firesUnder: ["claimWaits"],
  }),
  alert("VolumeLost", {
    when: value(m.claimPhase.where({ phase: "Lost" }))
      .max("namespace", "persistentvolumeclaim")
      .equals(1),
    hold: "1m",
    severity: "critical",
    summary: (f) => `the volume of ${f.label("namespace")}/${f.label("persistentvolumeclaim")} is gone`,
    description: (f) => `For ${f.hold} the claim has been bound to a volume that does not exist.`,
    runbook: {
      meaning: "Somebody or something deleted the volume of a claim that is in use.",
      impact: "A pod that is running may go on until its next start; then its data is missing.",
      diagnosis: ["Who deleted it? See the audit log.", "Is the disk behind it still there?"],
      mitigation: ["Make a PersistentVolume for the disk that is left.", "Restore from the backup."],
    },
    firesUnder: ["volumeLost"],
  }),
  alert("VolumeFailed", {
    when: value(m.volumePhase.where({ phase: "Failed" }))
      .max("persistentvolume")
      .equals(1),
    hold: "10m",
    severity: "info",
    summary: (f) => `${f.label("persistentvolume")} could not be deleted`,
    description: (f) => `For ${f.hold} the volume has been failed: its claim is gone, and it remains.`,
    runbook: {
      meaning: "The storage refused to delete the disk of a claim that was deleted.",
      impact: "None for users; a disk is left that nobody uses and somebody pays.",
      diagnosis: ["Its events name the storage's answer."],
      mitigation: ["Delete the disk by hand, then the PersistentVolume."],
    },
    firesUnder: ["volumeFailed"],
  }),
  alert("QuotaAlmostExhausted", {
    when: quotaUsed.above(0.95),
    hold: "15m",
    severity: "info",
    summary: (f) => `${f.value} of the quota ${f.label("resource")} of ${f.label("namespace")} is used`,
    description: (f) =>
      `More than ${f.threshold} of ${f.label("resourcequota")} have been used for ${f.hold}.`,
    runbook: {
      meaning: "The namespace may hardly ask for more.",
      impact: "The next rollout or the next Job may be refused.",
      diagnosis: ["What asks for most: old Jobs, too many replicas, requests far above use?"],
      mitigation: ["Remove what nobody needs.", "Raise the quota if the team has grown."],
    },
    firesUnder: ["quotaShort"],
  }),
  alert("NamespaceStuck", {
    when: value(m.namespacePhase.where({ phase: "Terminating" }))
      .max("namespace")
      .equals(1),
    hold: "30m",
    severity: "info",
    summary: (f) => `the namespace ${f.label("namespace")} does not go`,
    description: (f) => `It has been terminating for ${f.hold}.`,
    runbook: {
      meaning: "Something in the namespace has a finalizer that nobody removes, or an API is unavailable.",
      impact: "The namespace cannot be made anew.",
      diagnosis: [
        "Its status names what remains, or which API does not answer: `kubectl get namespace -o yaml`.",
      ],
      mitigation: ["Bring back the controller whose finalizer it is, or remove that finalizer by hand."],
    },
    firesUnder: ["namespaceHangs"],
  }),
];
