import { count, set } from "../../../declaration/emission";
import { serving } from "../operations/operators";
import { nodeExporterMetrics as m } from "./telemetry";

export const gib = 2 ** 30;
/** The file system that stands for all in the proof. */
export const root = { device: "/dev/vda", fstype: "ext4", mountpoint: "/" };

/** A host with room to spare. */
export const behaviour = serving(() => [
  ...["0", "1"].flatMap((cpu) => [
    count(m.cpu, { cpu, mode: "idle" }, 12),
    count(m.cpu, { cpu, mode: "user" }, 2),
    count(m.cpu, { cpu, mode: "system" }, 1),
  ]),
  set(m.load1, {}, 0.6),
  set(m.load5, {}, 0.5),
  set(m.load15, {}, 0.5),
  set(m.memoryTotal, {}, 16 * gib),
  set(m.memoryAvailable, {}, 9 * gib),
  set(m.filesystemSize, root, 100 * gib),
  set(m.filesystemAvailable, root, 60 * gib),
  set(m.filesystemFiles, root, 6_500_000),
  set(m.filesystemFilesFree, root, 6_000_000),
  set(m.filesystemReadonly, { ...root, device_error: "" }, 0),
  set(m.openFiles, {}, 2_000),
  set(m.maxFiles, {}, 1_000_000),
  count(m.memoryKills, {}, 0),
  set(m.clockOffset, {}, 0.0004),
  set(m.clockSynchronised, {}, 1),
  count(m.diskRead, { device: "vda" }, 100_000),
  count(m.diskWritten, { device: "vda" }, 2_000_000),
  count(m.diskBusy, { device: "vda" }, 0.3),
  count(m.received, { device: "eth0" }, 300_000),
  count(m.transmitted, { device: "eth0" }, 200_000),
]);
