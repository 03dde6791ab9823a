import type { DashboardLink } from "@grafana/grafana-foundation-sdk/dashboard";
import { DashboardLinkType } from "@grafana/grafana-foundation-sdk/dashboard";
import { runbookPath } from "../declaration/identity";
import type { WrittenRunbook } from "../declaration/written-runbook";
import type { Origin } from "../telemetry/metrics";
import { interpolated } from "./interpolation";
import type { PageLink, PanelLink } from "./page";

/** What dashboards need to know of where they are used. */
export interface DashboardSettings {
  /** Address of the folder of runbooks (Markdown), without a slash at the end. */
  readonly runbookBase: string;
  /** The runbooks themselves, each of which becomes a dashboard. @default none */
  readonly runbooks?: readonly WrittenRunbook[];
}

const plain = {
  icon: "external link",
  tooltip: "",
  tags: [],
  asDropdown: false,
  targetBlank: false,
  includeVars: true,
  keepTime: true,
};

/** Another dashboard, in the bar at the top. */
export function dashboardLink({ title, uid }: PageLink): DashboardLink {
  return { ...plain, title, type: DashboardLinkType.Link, icon: "dashboard", url: `/d/${uid}` };
}

/** A menu of all dashboards that bear a tag. */
export function dashboardMenu(title: string, tag: string): DashboardLink {
  return { ...plain, title, type: DashboardLinkType.Dashboards, tags: [tag], asDropdown: true };
}

/** What a click on a panel's value opens. */
export function panelLink({ title, url }: PanelLink): DashboardLink {
  return { ...plain, title, type: DashboardLinkType.Link, url };
}

/** Another dashboard with the time range and the variables of this one. */
export function toDashboard({ title, uid }: PageLink): PanelLink {
  return { title, url: `/d/${uid}?${interpolated("__url_time_range")}&${interpolated("__all_variables")}` };
}

/** The runbook of the alert in the row that is clicked. */
export function toRunbook(origin: Origin, { runbookBase }: DashboardSettings): PanelLink {
  return {
    title: "Runbook",
    url: `${runbookBase}/${runbookPath(origin, interpolated("__data.fields.alertname"))}.md`,
  };
}
