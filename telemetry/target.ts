import { upTo } from "./labels";
import type { Origin } from "./metrics";
import { metricsOf } from "./metrics";

/**
 * What Prometheus and the blackbox exporter know of a service from outside. It belongs to the service that is
 * watched, not to the watcher: its labels say `system` and `service` of the target.
 */
export function watched(origin: Origin) {
  return metricsOf(origin, ({ gauge }) => {
    const probe = { probe: upTo(10, "readiness"), check: upTo(20, "all") };
    return {
      // Probes of a service have an `up` of their own (of the blackbox exporter), so the scrape's job is named.
      up: gauge("up", {
        help: "Whether the last scrape of the target succeeded.",
        unit: "boolean",
        labels: { job: upTo(1, origin.service) },
      }).where({ job: origin.service }),
      scraped: gauge("scrape_samples_scraped", { help: "Samples that the last scrape found." }),
      probeSuccess: gauge("probe_success", {
        help: "Whether the last probe of the endpoint succeeded.",
        unit: "boolean",
        labels: probe,
      }),
      probeDuration: gauge("probe_duration_seconds", {
        help: "How long the last probe took.",
        unit: "seconds",
        labels: probe,
      }),
      probeStatus: gauge("probe_http_status_code", {
        help: "Status of the last probe's answer.",
        labels: probe,
      }),
      // Prometheus' own series of the alerts that its rules raise; it exists while they are pending or firing.
      alerts: gauge("ALERTS", {
        help: "Alerts that are pending or firing.",
        labels: {
          alertname: upTo(100, "ServiceDown"),
          alertstate: ["pending", "firing"],
          severity: ["critical", "warning", "info"],
        },
      }),
      // Since when each of them is; it changes whenever one begins anew.
      alertsBegan: gauge("ALERTS_FOR_STATE", {
        help: "When each alert began to be pending or firing, in Unix time.",
        unit: "timestamp",
        labels: { alertname: upTo(100, "ServiceDown"), severity: ["critical", "warning", "info"] },
      }),
      certificateExpiry: gauge("probe_ssl_earliest_cert_expiry", {
        help: "When the first certificate of the chain expires, in Unix time.",
        unit: "timestamp",
        labels: probe,
      }),
    };
  });
}
