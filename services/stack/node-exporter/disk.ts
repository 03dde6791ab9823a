import type { Alert } from "../../../declaration/alert";
import { alert } from "../../../declaration/alert";
import { set } from "../../../declaration/emission";
import type { Fault } from "../../../declaration/fault";
import { fault, sends } from "../../../declaration/fault";
import { predicted, value } from "../../../queries/promql";
import { gib, root } from "./behaviour";
import { nodeExporterMetrics as m } from "./telemetry";

const onDisk = { fstype: { not: "tmpfs" } } as const;
const diskLeft = value(m.filesystemAvailable.where(onDisk)).dividedBy(
  value(m.filesystemSize.where(onDisk)),
  "ratio",
);
const inodesLeft = value(m.filesystemFilesFree.where(onDisk)).dividedBy(
  value(m.filesystemFiles.where(onDisk)),
  "ratio",
);
const day = 86_400;

const makeRoom = [
  "Delete what can be had again: caches, old archives, finished builds.",
  "Enlarge the volume; shorten a retention only when nothing else helps, for it deletes history.",
] as const;

/** What can happen to the host's file systems. */
export const diskFaults = {
  diskFull: fault(
    "the root file system is nearly full",
    sends(() => [set(m.filesystemSize, root, 100 * gib), set(m.filesystemAvailable, root, 4 * gib)]),
  ),
  // Half a MiB a second from 38 GiB on: full in 22 hours.
  diskFilling: fault(
    "something writes without end",
    sends(({ uptimeSeconds }) => [
      set(m.filesystemSize, root, 100 * gib),
      set(m.filesystemAvailable, root, Math.max(0, 38 * gib - uptimeSeconds * 2 ** 19)),
    ]),
  ),
  inodesExhausted: fault(
    "millions of small files take all inodes",
    sends(() => [set(m.filesystemFilesFree, root, 100_000)]),
  ),
  diskReadonly: fault(
    "the kernel has made the file system read-only after an error",
    sends(() => [set(m.filesystemReadonly, { ...root, device_error: "" }, 1)]),
  ),
} satisfies Record<string, Fault>;

export const diskAlerts: readonly Alert[] = [
  alert("HostDiskAlmostFull", {
    when: diskLeft.below(0.05),
    hold: "5m",
    severity: "critical",
    summary: (f) => `${f.label("mountpoint")} has ${f.value} of its space left`,
    description: (f) =>
      `${f.label("mountpoint")} (${f.label("device")}) has had less than ${f.threshold} left for ${f.hold}; it is ${f.value} now.`,
    runbook: {
      meaning: "A file system of the host is nearly full.",
      impact:
        "Databases, Prometheus, Loki and queues stop to take data when it is full; some stop altogether.",
      diagnosis: [
        "Find the largest folders of the mount point with `du -x`.",
        "Compare each server's data folder with its declared volume: retention may not be honoured.",
      ],
      mitigation: makeRoom,
    },
    firesUnder: ["diskFull"],
  }),
  alert("HostDiskFillsUp", {
    when: predicted(m.filesystemAvailable.where(onDisk), "6h", day).below(0).and(diskLeft.below(0.4)),
    hold: "1h",
    severity: "warning",
    summary: (f) => `${f.label("mountpoint")} will be full within a day`,
    description: (f) =>
      `At the pace of the last ${f.range} ${f.label("mountpoint")} (${f.label("device")}) has no space left in ${f.ahead}.`,
    runbook: {
      meaning: "The free space shrinks so fast that it is gone within a day.",
      impact: "None yet; see HostDiskAlmostFull for what comes.",
      diagnosis: ["Find out what grows: compare the sizes of folders now and in ten minutes."],
      mitigation: makeRoom,
    },
    // A disk that filled up at once lies on such a line, too.
    firesUnder: ["diskFilling", "diskFull"],
  }),
  alert("HostInodesLow", {
    when: inodesLeft.below(0.05),
    hold: "5m",
    severity: "warning",
    summary: (f) => `${f.label("mountpoint")} has ${f.value} of its inodes left`,
    description: (f) =>
      `${f.label("mountpoint")} (${f.label("device")}) has had less than ${f.threshold} left for ${f.hold}; it is ${f.value} now.`,
    runbook: {
      meaning: "There is space, but hardly a new file can be made: each needs an inode.",
      impact: "Servers fail as with a full disk, though `df` shows free space.",
      diagnosis: ["Find the folder with most files with `du -x --inodes`."],
      mitigation: [
        "Delete what can be had again: sessions, caches, spools.",
        "Move the data to a file system with more inodes.",
      ],
    },
    firesUnder: ["inodesExhausted"],
  }),
  alert("HostDiskReadonly", {
    when: value(m.filesystemReadonly.where({ fstype: { not: "tmpfs" }, mountpoint: "/" })).equals(1),
    hold: "1m",
    severity: "critical",
    summary: (f) => `${f.label("mountpoint")} takes no writes`,
    description: (f) => `${f.label("mountpoint")} (${f.label("device")}) has been read-only for ${f.hold}.`,
    runbook: {
      meaning: "The kernel has made the root file system read-only, as it does after an error of the disk.",
      impact: "Nothing can be stored: databases stop, logs and metrics are lost.",
      diagnosis: ["Read the kernel's messages (`dmesg`) for the first error of the device."],
      mitigation: [
        "Move to another machine or disk; restore from the backup what is damaged.",
        "Check the file system before it is mounted again.",
      ],
    },
    firesUnder: ["diskReadonly"],
  }),
];
