import { alert } from "../../declaration/alert";
import { defineService } from "../../declaration/define-service";
import { count, set } from "../../declaration/emission";
import { down, fault, sends, stuck } from "../../declaration/fault";
import { rate, value } from "../../queries/promql";
import { metricsOf } from "../../telemetry/metrics";
import { operators, serving } from "./operations/operators";
import { serverDown } from "./operations/server-down";

const origin = { system: "belfry", service: "blackbox-exporter" } as const;

/** Its own; what its probes find belongs to the services that are probed. */
const m = metricsOf(origin, ({ counter, gauge }) => ({
  unknownModule: counter("blackbox_module_unknown_total", { help: "Probes that name no known module." }),
  reloadSuccessful: gauge("blackbox_exporter_config_last_reload_successful", {
    help: "Whether the last reload of the configuration succeeded.",
    unit: "boolean",
  }),
  memory: gauge("process_resident_memory_bytes", { help: "Memory of the process.", unit: "bytes" }),
}));

export const blackboxExporter = defineService({
  origin,
  description: "Asks the health endpoints of services from outside.",
  owner: operators,
  importance: "normal",
  version: "0.28.0",
  port: 9115,
  metrics: m,
  delivery: { by: "scrape", port: 9115, path: "/metrics" },
  // 59 were seen with the whole catalog.
  seriesBudget: 200,
  behaviour: serving(() => [set(m.reloadSuccessful, {}, 1), set(m.memory, {}, 30 * 2 ** 20)]),
  faults: {
    down: down(),
    badConfiguration: fault("the new configuration is refused", stuck(m.reloadSuccessful, 0)),
    unknownModule: fault(
      "Prometheus asks for a module that the configuration lacks",
      sends(() => [count(m.unknownModule, {})]),
    ),
  },
  alerts: [
    serverDown(origin, {
      impact: "No health endpoint is asked: alerts on databases behind services cannot fire.",
      mitigation: "Check its configuration with `blackbox_exporter --config.check`.",
    }),
    alert("ConfigReloadFailed", {
      when: value(m.reloadSuccessful).equals(0),
      hold: "5m",
      severity: "warning",
      summary: () => "the blackbox exporter refuses its configuration",
      description: (f) =>
        `The configuration on disk has been refused for ${f.hold}; the old one is in force.`,
      runbook: {
        meaning: "The last change of probe modules is not in force.",
        impact: "New probes fail, and with them the alerts that rest on them.",
        diagnosis: ["Read its last lines.", "Run `blackbox_exporter --config.check` on the file."],
        mitigation: ["Take the last change back, then deploy again."],
      },
      firesUnder: ["badConfiguration"],
    }),
    alert("ProbeModuleUnknown", {
      when: rate(m.unknownModule, "5m").sum().above(0),
      hold: "5m",
      severity: "warning",
      summary: () => "Prometheus asks for probes that the blackbox exporter does not know",
      description: (f) => `For ${f.hold} probes have named a module that is not configured.`,
      runbook: {
        meaning: "Prometheus and the blackbox exporter have configurations of different times.",
        impact: "Those health endpoints are not asked: their alerts cannot fire.",
        diagnosis: [
          "Does the exporter refuse its new configuration (ConfigReloadFailed)?",
          "Which targets of the job `probe` fail?",
        ],
        mitigation: ["Deploy again: both get their configuration from the same declarations."],
      },
      firesUnder: ["unknownModule"],
    }),
  ],
});
