import { dashboardUid, runbookPath } from "../declaration/identity";
import type { Service } from "../declaration/service";
import type { ContentSettings } from "./settings";

/** Where the runbook of an alert is read. */
export function runbookUrl(service: Service, alert: string, settings: ContentSettings): string {
  return `${settings.runbookBase}/${runbookPath(service.origin, alert)}.md`;
}

/** The dashboard of the service; undefined where there is no Grafana. */
export function dashboardUrl(service: Service, settings: ContentSettings): string | undefined {
  if (settings.grafanaUrl === undefined) return undefined;
  return `${settings.grafanaUrl}/d/${dashboardUid("service", service.id)}`;
}
