import { alert } from "../../declaration/alert";
import { defineService } from "../../declaration/define-service";
import { set } from "../../declaration/emission";
import { down, fault, stuck } from "../../declaration/fault";
import { value } from "../../queries/promql";
import { upTo } from "../../telemetry/labels";
import { metricsOf } from "../../telemetry/metrics";
import { operators, serving } from "../stack/operations/operators";
import { serverDown } from "../stack/operations/server-down";

const origin = { system: "kubernetes", service: "kube-controller-manager" } as const;

/** Names and labels: k8s.io/component-base 0.34, metrics/prometheus/workqueue. */
const m = metricsOf(origin, ({ gauge }) => ({
  depth: gauge("workqueue_depth", {
    help: "What waits for a controller.",
    labels: { name: upTo(120, "deployment") },
  }),
}));

export const kubeControllerManager = defineService({
  origin,
  description: "Makes and heals what is declared: pods of Deployments, Jobs, nodes that are gone.",
  owner: operators,
  importance: "high",
  version: "1.34.2",
  metrics: m,
  delivery: { by: "scrape", port: 10257, path: "/metrics", every: "15s", only: "declared" },
  seriesBudget: 300,
  behaviour: serving(() => [set(m.depth, { name: "deployment" }, 1)]),
  faults: { down: down(), backlog: fault("a controller does not keep up", stuck(m.depth, 400)) },
  alerts: [
    serverDown(origin, {
      impact: "Nothing heals: lost pods are not replaced, rollouts stand still, Jobs do not start.",
      mitigation: "See its static pod on the control-plane node.",
    }),
    alert("ControllerBacklog", {
      when: value(m.depth).max("name").above(100),
      hold: "15m",
      severity: "warning",
      summary: (f) => `${f.value} changes wait for the controller ${f.label("name")}`,
      description: (f) => `More than ${f.threshold} have waited for ${f.hold}.`,
      runbook: {
        meaning: "The controller does not keep up with the changes of its objects.",
        impact: "What it makes or heals is late.",
        diagnosis: ["Who makes so many of these objects?", "Is the API slow (ApiSlow)?"],
        mitigation: ["Stop who floods it; it then catches up by itself."],
      },
      firesUnder: ["backlog"],
    }),
  ],
});
