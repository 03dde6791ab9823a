import type { Alert } from "../../../declaration/alert";
import { alert } from "../../../declaration/alert";
import { count, set } from "../../../declaration/emission";
import type { Fault } from "../../../declaration/fault";
import { fault, sends, stuck } from "../../../declaration/fault";
import { increase, rate, value } from "../../../queries/promql";
import { gib } from "./behaviour";
import { nodeExporterMetrics as m } from "./telemetry";

const memoryLeft = value(m.memoryAvailable).dividedBy(value(m.memoryTotal), "ratio");

const cpuBusy = rate(m.cpu.where({ mode: { not: ["idle", "iowait"] } }), "5m")
  .sum("instance")
  .dividedBy(rate(m.cpu, "5m").sum("instance"), "ratio");
const filesUsed = value(m.openFiles).dividedBy(value(m.maxFiles), "ratio");
const far = 0.05;

/** What can happen to the host's memory, processors and clock. */
export const machineFaults = {
  memoryShort: fault(
    "programs use nearly all memory",
    sends(() => [set(m.memoryTotal, {}, 16 * gib), set(m.memoryAvailable, {}, gib)]),
  ),
  memoryKill: fault(
    "the kernel kills a process for memory",
    sends(() => [count(m.memoryKills, {}, 0.01)]),
  ),
  cpuSaturated: fault(
    "programs want more processors than there are",
    sends(() => [count(m.cpu, { cpu: "0", mode: "user" }, 60), count(m.cpu, { cpu: "1", mode: "user" }, 60)]),
  ),
  filesExhausted: fault("programs open files and do not close them", stuck(m.openFiles, 960_000)),
  clockAhead: fault("the clock runs ahead of its reference", stuck(m.clockOffset, 0.8)),
  clockAlone: fault("no time server answers", stuck(m.clockSynchronised, 0)),
} satisfies Record<string, Fault>;

export const machineAlerts: readonly Alert[] = [
  alert("HostMemoryLow", {
    when: memoryLeft.below(0.1),
    hold: "10m",
    severity: "warning",
    summary: (f) => `the host has ${f.value} of its memory left`,
    description: (f) =>
      `Less than ${f.threshold} of the memory has been available for ${f.hold}; it is ${f.value} now.`,
    runbook: {
      meaning: "Programs use nearly all of the host's memory.",
      impact: "Servers become slow, then the kernel kills one of them.",
      diagnosis: ["See which process holds most memory, and whether it has grown for hours (a leak)."],
      mitigation: [
        "Restart what leaks.",
        "Lower its memory limit, or move it to another host, if it needs that much.",
      ],
    },
    firesUnder: ["memoryShort"],
  }),
  alert("HostKilledProcess", {
    when: increase(m.memoryKills, "10m").sum("instance").above(0),
    severity: "warning",
    summary: (f) => `the kernel of ${f.label("instance")} has killed a process for memory`,
    description: (f) => `Within the last ${f.range} a process was killed because memory had run out.`,
    runbook: {
      meaning:
        "The host, or a container at its limit, had no memory left; the kernel chose a process and killed it.",
      impact: "That process is gone or starts anew; what it held in memory is lost.",
      diagnosis: [
        "The kernel's messages (`dmesg`) name the process and its size.",
        "Was it a container at its own limit, or the whole host?",
      ],
      mitigation: [
        "Raise the limit of what was killed, or mend its leak.",
        "Move something else away from the host.",
      ],
    },
    firesUnder: ["memoryKill"],
  }),
  alert("HostCpuSaturated", {
    when: cpuBusy.above(0.9),
    hold: "15m",
    severity: "warning",
    summary: (f) => `the processors of ${f.label("instance")} are ${f.value} busy`,
    description: (f) => `More than ${f.threshold} for ${f.hold}; it is ${f.value} now.`,
    runbook: {
      meaning: "Programs want more time of processors than there is.",
      impact: "Everything on the host becomes slow: requests, evaluations of rules, searches.",
      diagnosis: ["Which process takes most (`top`)? Is it that busy every day at this hour?"],
      mitigation: ["Stop or move what can wait.", "Give the host more processors."],
    },
    firesUnder: ["cpuSaturated"],
  }),
  alert("HostFilesExhausted", {
    when: filesUsed.above(0.9),
    hold: "5m",
    severity: "warning",
    summary: (f) => `${f.value} of the host's open files are in use`,
    description: (f) => `More than ${f.threshold} have been in use for ${f.hold}.`,
    runbook: {
      meaning: "Hardly a file or a connection more can be opened on the host.",
      impact: "Servers refuse connections and cannot write.",
      diagnosis: ["Which process holds most (`lsof`)? Files that only grow are a leak."],
      mitigation: ["Restart what leaks.", "Raise fs.file-max if the number is right."],
    },
    firesUnder: ["filesExhausted"],
  }),
  alert("HostClockOff", {
    when: value(m.clockOffset).above(far).or(value(m.clockOffset).below(-far)),
    hold: "10m",
    severity: "warning",
    summary: (f) => `the clock of ${f.label("instance")} is ${f.value} off`,
    description: (f) => `It has differed from its reference by more than ${f.threshold} for ${f.hold}.`,
    runbook: {
      meaning: "The host's clock does not show the time of its reference.",
      impact:
        "Logs and traces carry wrong times; far off, Loki and Prometheus refuse them, and certificates fail.",
      diagnosis: [
        "Is the time service running (`chronyc tracking`, `timedatectl`)?",
        "Was the machine suspended or moved?",
      ],
      mitigation: ["Restart the time service, and let it step the clock."],
    },
    firesUnder: ["clockAhead"],
  }),
  alert("HostClockAlone", {
    when: value(m.clockSynchronised).equals(0),
    // A clock drifts slowly, and a machine that has just started has not asked yet.
    hold: "1h",
    severity: "info",
    summary: (f) => `nothing holds the clock of ${f.label("instance")}`,
    description: (f) => `For ${f.hold} the clock has not been synchronised with a time server.`,
    runbook: {
      meaning:
        "The kernel knows of no time server that it follows. In a container's machine that may be meant.",
      impact: "None yet: the clock drifts, by seconds a week.",
      diagnosis: ["Does a time service run, and may it reach its servers (UDP 123)?"],
      mitigation: ["Start one, or open its port. Where the machine below holds the clock, silence this."],
    },
    firesUnder: ["clockAlone"],
  }),
];
