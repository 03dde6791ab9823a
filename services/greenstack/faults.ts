import { set } from "../../declaration/emission";
import type { Fault } from "../../declaration/fault";
import {
  broken,
  clockSkew,
  down,
  failing,
  fault,
  losing,
  sends,
  slow,
  stuck,
  surge,
} from "../../declaration/fault";
import { logFlood } from "../../declaration/log-flood";
import { nodeExporterMetrics as host } from "../stack/node-exporter/telemetry";
import { logs, m } from "./telemetry";
import { ioddUpload } from "./upload";

const gib = 2 ** 30;
const root = { device: "/dev/vda", fstype: "ext4", mountpoint: "/" };

/** What can go wrong with greenstack, physically. */
export const faults = {
  errors: failing(0.2, "500"),
  slow: slow(40),
  down: down(),
  databaseDown: broken("database", { effect: "fail", share: 0.9, status: "503" }, stuck(m.connections, 0)),
  // Files that the parser refuses are the client's errors: no 5xx, but no device either.
  uploadFailures: failing(0.9, "422", [ioddUpload.name]),
  diskFilling: broken(
    "disk_space",
    sends(() => [set(host.filesystemSize, root, 100 * gib), set(host.filesystemAvailable, root, 8 * gib)]),
  ),
  memoryLow: broken(
    "memory",
    sends(() => [set(host.memoryTotal, {}, 16 * gib), set(host.memoryAvailable, {}, 2.4 * gib)]),
  ),
  // Nothing is wrong: nobody works, so the SQLite pool holds no connection. DatabaseDown has to stay silent.
  idle: fault("nobody uses it", { effect: "surge", times: 0.01 }, stuck(m.connections, 0)),
  spike: surge(5),
  logFlood: logFlood(logs),
  traceLoss: losing("traces"),
  clockSkew: clockSkew(7200),
} satisfies Record<string, Fault>;
