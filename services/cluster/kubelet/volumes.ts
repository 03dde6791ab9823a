import type { Alert } from "../../../declaration/alert";
import { alert } from "../../../declaration/alert";
import { set } from "../../../declaration/emission";
import type { Fault } from "../../../declaration/fault";
import { fault, sends, stuck } from "../../../declaration/fault";
import { predicted, value } from "../../../queries/promql";
import { gib, ledgerClaim, m } from "./telemetry";

const left = value(m.available).dividedBy(value(m.capacity), "ratio");
const inodesLeft = value(m.inodesFree).dividedBy(value(m.inodes), "ratio");
const fourDays = 4 * 86_400;
const enlarge = "Enlarge the claim, where its storage class allows it: `kubectl edit pvc`.";

/** What can happen to volumes. */
export const volumeFaults = {
  volumeFull: fault(
    "a volume is nearly full",
    sends(() => [set(m.capacity, ledgerClaim, 100 * gib), set(m.available, ledgerClaim, 4 * gib)]),
  ),
  // 128 KiB a second from 30 GiB on: full in less than three days.
  volumeFilling: fault(
    "a server writes without end",
    sends(({ uptimeSeconds }) => [
      set(m.capacity, ledgerClaim, 100 * gib),
      set(m.available, ledgerClaim, Math.max(0, 30 * gib - uptimeSeconds * 2 ** 17)),
    ]),
  ),
  inodesGone: fault("millions of small files take all inodes", stuck(m.inodesFree, 100_000)),
} satisfies Record<string, Fault>;

export const volumeAlerts: readonly Alert[] = [
  alert("VolumeAlmostFull", {
    when: left.min("namespace", "persistentvolumeclaim").below(0.05),
    hold: "5m",
    severity: "critical",
    summary: (f) =>
      `${f.label("namespace")}/${f.label("persistentvolumeclaim")} has ${f.value} of its space left`,
    description: (f) =>
      `The volume has had less than ${f.threshold} left for ${f.hold}; it is ${f.value} now.`,
    runbook: {
      meaning: "The volume of a claim is nearly full.",
      impact: "The server that writes to it stops when it is full.",
      diagnosis: ["Which pod uses the claim, and what in it has grown?"],
      mitigation: ["Delete what can be had again.", enlarge],
    },
    firesUnder: ["volumeFull"],
  }),
  alert("VolumeFillsUp", {
    when: predicted(m.available, "6h", fourDays)
      .max("namespace", "persistentvolumeclaim")
      .below(0)
      .and(left.min("namespace", "persistentvolumeclaim").below(0.35)),
    hold: "1h",
    severity: "warning",
    summary: (f) =>
      `${f.label("namespace")}/${f.label("persistentvolumeclaim")} will be full within four days`,
    description: (f) => `At the pace of the last ${f.range} the volume has no space left in ${f.ahead}.`,
    runbook: {
      meaning: "The free space shrinks so fast that it is gone within four days.",
      impact: "None yet; see VolumeAlmostFull for what comes.",
      diagnosis: ["What in it grows? Is a retention not honoured?"],
      mitigation: [enlarge, "Stop what writes more than it should."],
    },
    // A volume that filled up at once lies on such a line, too.
    firesUnder: ["volumeFilling", "volumeFull"],
  }),
  alert("VolumeInodesLow", {
    when: inodesLeft.min("namespace", "persistentvolumeclaim").below(0.05),
    hold: "5m",
    severity: "warning",
    summary: (f) =>
      `${f.label("namespace")}/${f.label("persistentvolumeclaim")} has ${f.value} of its inodes left`,
    description: (f) => `The volume has had less than ${f.threshold} left for ${f.hold}.`,
    runbook: {
      meaning: "There is space, but hardly a new file can be made: each needs an inode.",
      impact: "The server fails as with a full disk, though free space is shown.",
      diagnosis: ["Find the folder with most files: `du -x --inodes` in the pod."],
      mitigation: ["Delete what can be had again.", "Move the data to a volume with more inodes."],
    },
    firesUnder: ["inodesGone"],
  }),
];
