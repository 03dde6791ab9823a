import { defineService } from "../../declaration/define-service";
import { down } from "../../declaration/fault";
import { operators } from "../stack/operations/operators";
import { serverDown } from "../stack/operations/server-down";
import { boards } from "./cadvisor/boards";
import { containerAlerts, containerFaults } from "./cadvisor/containers";
import { behaviour, m, origin } from "./cadvisor/telemetry";

export const cadvisor = defineService({
  origin,
  description: "Tells what each container of a node uses; part of its kubelet.",
  owner: operators,
  importance: "normal",
  version: "1.34.2",
  port: 10250,
  metrics: m,
  delivery: { by: "scrape", port: 10250, path: "/metrics/cadvisor", every: "15s", only: "declared" },
  // Besides containers it shows every control group of the node.
  seriesBudget: 6_000,
  behaviour,
  faults: { down: down(), ...containerFaults },
  alerts: [
    serverDown(origin, {
      severity: "warning",
      impact: "None by itself, but nobody sees what the node's containers use.",
      mitigation: "It is part of the kubelet: see its alert of the same name.",
    }),
    ...containerAlerts,
  ],
  boards,
});
