import type { Board } from "../../../declaration/board";
import { panel } from "../../../declaration/board";
import { increase, predicted, rate, value } from "../../../queries/promql";
import { nodeExporterMetrics as m } from "./telemetry";

const live = "$__rate_interval";
const onDisk = { fstype: { not: "tmpfs" } } as const;
const wired = { device: { not: "lo" } } as const;
const busy = rate(m.cpu.where({ mode: { not: ["idle", "iowait"] } }), live).sum("instance");
const all = rate(m.cpu, live).sum("instance");

/** The machines: what runs out first. */
export const hostBoard: Board = {
  title: "Host",
  description: "What the machines have left: processors, memory, disks, network, clock.",
  rows: [
    {
      title: "State",
      panels: [
        panel(
          "Processors busy",
          "Share of the processors' time that programs take; the line is the threshold of HostCpuSaturated.",
          { "{{instance}}": busy.dividedBy(all, "ratio") },
          { threshold: 0.9, worse: "above" },
        ),
        panel(
          "Memory left",
          "Share that programs can still have; the line is the threshold of HostMemoryLow.",
          { "{{instance}}": value(m.memoryAvailable).dividedBy(value(m.memoryTotal), "ratio") },
          { threshold: 0.1, worse: "below" },
        ),
        panel(
          "Disk left",
          "Share of each file system that is free; the line is the threshold of HostDiskAlmostFull.",
          {
            "{{instance}} {{mountpoint}}": value(m.filesystemAvailable.where(onDisk)).dividedBy(
              value(m.filesystemSize.where(onDisk)),
              "ratio",
            ),
          },
          { threshold: 0.05, worse: "below" },
        ),
      ],
    },
    {
      title: "Processors and memory",
      panels: [
        panel(
          "Processors by mode",
          "Processors that are busy with each; steal is what the machine below takes.",
          {
            "{{mode}}": rate(m.cpu.where({ mode: { not: "idle" } }), live)
              .sum("mode")
              .in("count"),
          },
        ),
        panel(
          "Load",
          "Processes that run or wait, over 1, 5 and 15 minutes; above the number of processors they wait.",
          {
            "{{instance}} 1 m": value(m.load1),
            "{{instance}} 5 m": value(m.load5),
            "{{instance}} 15 m": value(m.load15),
          },
        ),
        panel(
          "Killed for memory",
          "Processes that the kernel has killed within the last hour; none is good.",
          {
            "{{instance}}": increase(m.memoryKills, "1h").sum("instance"),
          },
        ),
      ],
    },
    {
      title: "Disks",
      panels: [
        panel(
          "Free in a day",
          "What is free a day from now at the pace of the last 6 hours; below the line it is full by then.",
          { "{{instance}} {{mountpoint}}": predicted(m.filesystemAvailable.where(onDisk), "6h", 86_400) },
          { threshold: 0, worse: "below" },
        ),
        panel("Disks busy", "Share of the time in which a disk has work; at 100 % everything waits for it.", {
          "{{instance}} {{device}}": rate(m.diskBusy, live).sum("instance", "device").in("ratio"),
        }),
        panel("Read and written", "Bytes per second of all disks.", {
          "{{instance}} read": rate(m.diskRead, live).sum("instance"),
          "{{instance}} written": rate(m.diskWritten, live).sum("instance"),
        }),
        panel(
          "Inodes left",
          "Share of each file system's inodes; the line is the threshold of HostInodesLow.",
          {
            "{{instance}} {{mountpoint}}": value(m.filesystemFilesFree.where(onDisk)).dividedBy(
              value(m.filesystemFiles.where(onDisk)),
              "ratio",
            ),
          },
          { threshold: 0.05, worse: "below" },
        ),
      ],
    },
    {
      title: "Network, files, clock",
      panels: [
        panel("Network", "Bytes per second, in and out; a flat ceiling is a full line.", {
          "{{instance}} in": rate(m.received.where(wired), live).sum("instance"),
          "{{instance}} out": rate(m.transmitted.where(wired), live).sum("instance"),
        }),
        panel(
          "Open files",
          "Share of the files that the host allows; the line is the threshold of HostFilesExhausted.",
          { "{{instance}}": value(m.openFiles).dividedBy(value(m.maxFiles), "ratio") },
          { threshold: 0.9, worse: "above" },
        ),
        panel("Clock", "By how much it differs from its reference; above 50 ms HostClockOff tells.", {
          "{{instance}}": value(m.clockOffset),
        }),
      ],
    },
  ],
};
