import type { Integration } from "../alertmanager-config";
import type { PagerdutyDestination } from "../destinations";
import { firstAlert, messageTemplate, payloadTemplate } from "../message";
import type { Audience } from "./audience";
import { titlePrefix } from "./audience";

/** An event for PagerDuty's Events API v2. It de-duplicates and resolves by Alertmanager's group key. */
export function pagerdutyIntegration(to: PagerdutyDestination, audience: Audience): Integration {
  const say = (text: Parameters<typeof messageTemplate>[0]) => firstAlert + messageTemplate(text);
  const link = (text: string, annotation: string) => ({
    href: `${firstAlert}{{ $alert.Annotations.${annotation} }}`,
    text,
  });
  return {
    send_resolved: true,
    routing_key_file: to.routingKeyFile,
    ...(to.url ? { url: to.url } : {}),
    description:
      firstAlert +
      titlePrefix(audience) +
      messageTemplate((f) => `${f.label("service")}: ${f.summary} (${f.title}, ${f.label("environment")})`),
    // PagerDuty knows critical, error, warning and info: belfry's three are among them.
    severity: say((f) => f.severity),
    source: say((f) => `${f.label("system")}/${f.label("service")}`),
    component: say((f) => f.label("service")),
    group: say((f) => f.label("system")),
    class: say((f) => f.label("alertname")),
    client: "belfry",
    links: [
      link("Runbook", "runbook_url"),
      ...(audience.settings.grafanaUrl ? [link("Dashboard", "dashboard_url")] : []),
    ],
    // Beside Alertmanager's own lists of firing and resolved alerts.
    details: {
      alert: payloadTemplate((f) => ({
        description: f.description,
        environment: f.label("environment"),
        cluster: f.label("cluster"),
        team: f.label("team"),
        since: f.startedAt,
        runbook: f.runbook,
      })),
    },
  };
}
