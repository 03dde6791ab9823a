import { defineService } from "../../declaration/define-service";
import { down } from "../../declaration/fault";
import { behaviour } from "./node-exporter/behaviour";
import { hostBoard } from "./node-exporter/board";
import { diskAlerts, diskFaults } from "./node-exporter/disk";
import { machineAlerts, machineFaults } from "./node-exporter/machine";
import { nodeExporterMetrics as m, origin } from "./node-exporter/telemetry";
import { operators } from "./operations/operators";
import { serverDown } from "./operations/server-down";

export const nodeExporter = defineService({
  origin,
  description: "Tells how the host is: processors, memory, disks, network.",
  owner: operators,
  importance: "normal",
  version: "1.12.1",
  port: 9100,
  metrics: m,
  delivery: { by: "scrape", port: 9100, path: "/metrics" },
  // 532 were seen with the whole catalog.
  seriesBudget: 2_000,
  behaviour,
  faults: { down: down(), ...diskFaults, ...machineFaults },
  alerts: [
    serverDown(origin, {
      severity: "warning",
      impact: "Nothing is wrong for users, but a full disk or exhausted memory would go unnoticed.",
      mitigation: "Check that it may read the host's /proc and /sys.",
    }),
    ...diskAlerts,
    ...machineAlerts,
  ],
  boards: [hostBoard],
});
