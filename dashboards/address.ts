import type { Alert } from "../declaration/alert";
import type { Board } from "../declaration/board";
import { stackSystem } from "../declaration/define-service";
import { alertId, dashboardUid } from "../declaration/identity";
import type { Service } from "../declaration/service";
import type { PageLink } from "./page";

/** Dashboards refer to each other by these; a uid never changes, so a board that gets another title is another board. */
export const overviewLink: PageLink = { title: "All services", uid: dashboardUid("overview", "all") };

export function serviceLink({ id, origin }: Service): PageLink {
  return { title: origin.service, uid: dashboardUid("service", id) };
}

export const sloOverviewLink: PageLink = { title: "SLOs and budgets", uid: dashboardUid("slo", "all") };

export const onCallLink: PageLink = { title: "On call", uid: dashboardUid("overview", "on-call") };
export const statusLink: PageLink = { title: "Status", uid: dashboardUid("overview", "status") };
export const stackLink: PageLink = { title: "The stack", uid: dashboardUid("stack", "all") };

/** Everything that one of belfry's own servers tells. */
export function serverDetailsLink({ id, origin }: Service): PageLink {
  return { title: `${origin.service}: details`, uid: dashboardUid("stack", id) };
}

/** The promises of a service; the same address that its alerts link to. */
export function sloLink({ id }: Service): PageLink {
  return { title: "SLOs", uid: dashboardUid("slo", id) };
}

export function boardLink({ id }: Service, board: Board): PageLink {
  return { title: board.title, uid: dashboardUid("board", `${id}/${board.id ?? board.title}`) };
}

/** Path of a dashboard's file; its directory, the system, is Grafana's folder. */
export function fileOf({ origin }: Service, board?: Board): string {
  const words = board?.title.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return `${origin.system}/${[origin.service, ...words].join("-")}.json`;
}

export function systemTag(system: string): string {
  return `system:${system}`;
}

/** The runbook of an alert. */
export function runbookLink({ origin }: Service, alert: Alert): PageLink {
  return { title: alert.name, uid: dashboardUid("runbook", alertId(origin, alert.name)) };
}

/** Tag of a service's runbooks: they are too many for the menu of its dashboards. */
export function runbookTag({ id }: Service): string {
  return `runbooks:${id}`;
}

/** Tags of the dashboards that are about everything: the operators of the stack own them. */
export const generalTags: readonly string[] = ["overview", `team:${stackSystem}`];

/** Tags of every dashboard of a service. */
export function tagsOf({ origin, owner }: Service): readonly string[] {
  return [systemTag(origin.system), `service:${origin.service}`, `team:${owner.name}`];
}
