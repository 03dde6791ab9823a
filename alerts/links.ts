import type { Alert } from "../declaration/alert";
import { alertId, dashboardUid, firstLivePanel, runbookPath } from "../declaration/identity";
import type { Service } from "../declaration/service";
import type { ContentSettings } from "./settings";

/** Where the runbook of an alert is read. */
export function runbookUrl(service: Service, alert: string, settings: ContentSettings): string {
  return `${settings.runbookBase}/${runbookPath(service.origin, alert)}.md`;
}

/** The dashboard on which to look: that of the service's SLOs or its own; undefined where there is no Grafana. */
export function dashboardUrl(
  { id }: Service,
  { labels }: Pick<Alert, "labels">,
  { grafanaUrl }: ContentSettings,
): string | undefined {
  if (grafanaUrl === undefined) return undefined;
  return `${grafanaUrl}/d/${dashboardUid(labels?.slo === undefined ? "service" : "slo", id)}`;
}

/** The runbook beside its live panels; undefined where there is no Grafana. */
export function runbookDashboardUrl(
  { origin }: Service,
  { name }: Pick<Alert, "name">,
  { grafanaUrl }: ContentSettings,
): string | undefined {
  if (grafanaUrl === undefined) return undefined;
  return `${grafanaUrl}/d/${dashboardUid("runbook", alertId(origin, name))}`;
}

/** What the alert compares, with the number that it is compared with, alone on the screen; undefined where there is no such panel. */
export function numberPanelUrl(
  service: Service,
  alert: Alert,
  settings: ContentSettings,
): string | undefined {
  const dashboard = runbookDashboardUrl(service, alert, settings);
  if (dashboard === undefined || alert.when.threshold === undefined) return undefined;
  return `${dashboard}?viewPanel=${firstLivePanel}`;
}
