import { panel } from "../declaration/board";
import type { Service } from "../declaration/service";
import { rate, value } from "../queries/promql";
import type { MetricFacts } from "../telemetry/metrics";
import { counterOf, gaugeOf } from "../telemetry/metrics";
import type { PagePanel } from "./page";
import { durationQuantile } from "./red";

function declared(services: readonly Service[], name: string): MetricFacts | undefined {
  return services.flatMap(({ metrics }) => Object.values(metrics)).find((metric) => metric.name === name);
}

/** Whether Alertmanager gets its messages out; nothing where the catalog has none. */
export function deliveryPanels(services: readonly Service[]): readonly PagePanel[] {
  const sent = declared(services, "alertmanager_notifications_total");
  const failed = declared(services, "alertmanager_notifications_failed_total");
  const alerts = declared(services, "alertmanager_alerts");
  const silences = declared(services, "alertmanager_silences");
  const sender = services.find(({ metrics }) => sent && Object.values(metrics).includes(sent));
  if (!sent || !failed || !alerts || !silences || !sender?.red) return [];
  const live = "$__rate_interval";
  const slow = durationQuantile(sender.red, 0.95, "integration");
  return [
    panel("Messages", "Messages per second by way; a way on which nothing ever goes may be broken.", {
      "{{integration}}": rate(counterOf(sent), live).sum("integration"),
    }),
    panel(
      "Messages lost",
      "Messages per second that were given up after their retries, by receiver and way; none is good.",
      {
        "{{receiver_name}} {{integration}}": rate(counterOf(failed), live).sum(
          "receiver_name",
          "integration",
        ),
      },
    ),
    ...(slow
      ? [
          panel("Time to hand over", "Time within which 95% of the messages are handed over, by way.", {
            "{{integration}}": slow,
          }),
        ]
      : []),
    panel(
      "Held back",
      "Alerts by what becomes of them; suppressed ones are silenced or a consequence of another.",
      {
        "{{state}}": value(gaugeOf(alerts)).sum("state"),
      },
    ),
    panel("Silences", "Silences by state; one that is never removed hides the next outage.", {
      "{{state}}": value(gaugeOf(silences)).sum("state"),
    }),
  ];
}
