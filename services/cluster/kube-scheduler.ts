import { alert } from "../../declaration/alert";
import { defineService } from "../../declaration/define-service";
import { count } from "../../declaration/emission";
import { down, fault, sends } from "../../declaration/fault";
import { rate } from "../../queries/promql";
import { metricsOf } from "../../telemetry/metrics";
import { operators, serving } from "../stack/operations/operators";
import { serverDown } from "../stack/operations/server-down";

const origin = { system: "kubernetes", service: "kube-scheduler" } as const;

/** Names and labels: pkg/scheduler/metrics of Kubernetes 1.34. */
const m = metricsOf(origin, ({ counter }) => ({
  attempts: counter("scheduler_schedule_attempts_total", {
    help: "Attempts to place a pod.",
    labels: { result: ["scheduled", "unschedulable", "error"] },
    // Each profile counts on its own.
    atMost: 9,
  }),
}));

export const kubeScheduler = defineService({
  origin,
  description: "Finds a node for each pod.",
  owner: operators,
  importance: "high",
  version: "1.34.2",
  metrics: m,
  delivery: { by: "scrape", port: 10259, path: "/metrics", every: "15s", only: "declared" },
  seriesBudget: 100,
  behaviour: serving(() => [
    count(m.attempts, { result: "scheduled" }, 1),
    count(m.attempts, { result: "error" }, 0),
  ]),
  faults: {
    down: down(),
    errors: fault(
      "its plug-ins fail",
      sends(() => [count(m.attempts, { result: "error" }, 1)]),
    ),
  },
  alerts: [
    serverDown(origin, {
      impact: "Running pods go on; new ones, and those of a lost node, find no place.",
      mitigation: "See its static pod on the control-plane node.",
    }),
    alert("SchedulingFails", {
      when: rate(m.attempts.where({ result: "error" }), "5m")
        .sum()
        .above(0),
      hold: "10m",
      severity: "warning",
      summary: () => "the scheduler fails to place pods",
      description: (f) => `For ${f.hold} attempts have ended in an error of the scheduler itself.`,
      runbook: {
        meaning: "The scheduler has an internal problem; that no node fits does not count.",
        impact: "Some pods are placed late or not at all.",
        diagnosis: ["Its lines name the plug-in and the error.", "Does the API server answer it?"],
        mitigation: ["Restart it.", "Take back the last change of its configuration."],
      },
      firesUnder: ["errors"],
    }),
  ],
});
