import { defineService } from "../../declaration/define-service";
import { count, observe, set } from "../../declaration/emission";
import { down } from "../../declaration/fault";
import { deliveryAlerts, deliveryFaults } from "./alertmanager/delivery";
import { m, origin, pulsecalOnSlack, reasons } from "./alertmanager/telemetry";
import { operators, serving } from "./operations/operators";
import { serverDown } from "./operations/server-down";

export const alertmanager = defineService({
  origin,
  description: "Groups, silences and delivers alerts to those who must know.",
  owner: operators,
  importance: "high",
  version: "0.34.1",
  port: 9093,
  metrics: m,
  delivery: { by: "scrape", port: 9093, path: "/metrics" },
  // 682 were seen with the whole catalog.
  seriesBudget: 2_000,
  red: {
    requests: [m.notifications],
    errors: [m.failed],
    duration: m.latency,
    by: ["integration", "receiver_name"],
  },
  behaviour: serving(() => [
    set(m.alerts, { state: "active" }, 2),
    set(m.alerts, { state: "suppressed" }, 0),
    set(m.alerts, { state: "unprocessed" }, 0),
    set(m.silences, { state: "active" }, 0),
    count(m.received, { status: "firing", version: "v2" }, 2),
    count(m.notifications, pulsecalOnSlack),
    ...reasons.map((reason) => count(m.failed, { ...pulsecalOnSlack, reason }, 0)),
    observe(m.latency, pulsecalOnSlack, 0.4),
    count(m.invalid, { version: "v2" }, 0),
    set(m.failedPeers, {}, 0),
    set(m.members, {}, 1),
    set(m.reloadSuccessful, {}, 1),
    set(m.memory, {}, 45 * 2 ** 20),
  ]),
  faults: { down: down(), ...deliveryFaults },
  alerts: [
    serverDown(origin, {
      impact: "Alerts fire, but nobody is told: with one Alertmanager only the missing Watchdog tells.",
      mitigation: "Check its configuration with `amtool check-config`.",
    }),
    ...deliveryAlerts,
  ],
});
