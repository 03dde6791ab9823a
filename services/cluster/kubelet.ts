import { defineService } from "../../declaration/define-service";
import { observe, set } from "../../declaration/emission";
import { down } from "../../declaration/fault";
import { operators, serving } from "../stack/operations/operators";
import { serverDown } from "../stack/operations/server-down";
import { boards } from "./kubelet/boards";
import { nodeAgentAlerts, nodeAgentFaults } from "./kubelet/node-agent";
import { gib, ledgerClaim, m, origin } from "./kubelet/telemetry";
import { volumeAlerts, volumeFaults } from "./kubelet/volumes";

export const kubelet = defineService({
  origin,
  description: "Runs the pods of a node, and tells how full their volumes are.",
  owner: operators,
  importance: "high",
  version: "1.34.2",
  port: 10250,
  metrics: m,
  delivery: { by: "scrape", port: 10250, path: "/metrics", every: "15s", only: "declared" },
  seriesBudget: 1_500,
  behaviour: serving(() => [
    set(m.capacity, ledgerClaim, 100 * gib),
    set(m.available, ledgerClaim, 60 * gib),
    set(m.inodes, ledgerClaim, 6_500_000),
    set(m.inodesFree, ledgerClaim, 6_000_000),
    set(m.pods, {}, 20),
    observe(m.relist, {}, 0.02),
    set(m.certificate, {}, 200 * 86_400),
  ]),
  faults: { down: down(), ...volumeFaults, ...nodeAgentFaults },
  alerts: [
    serverDown(origin, {
      impact: "Nobody sees how the node's pods and volumes are; new pods may not start there.",
      mitigation: "On the node: `systemctl restart kubelet`; a full disk keeps it from starting.",
    }),
    ...volumeAlerts,
    ...nodeAgentAlerts,
  ],
  boards,
});
