import type { Board } from "../declaration/board";
import { dashboardUid } from "../declaration/identity";
import type { Service } from "../declaration/service";
import type { PageLink } from "./page";

/** Dashboards refer to each other by these; a uid never changes, so a board that gets another title is another board. */
export const overviewLink: PageLink = { title: "All services", uid: dashboardUid("overview", "all") };

export function serviceLink({ id, origin }: Service): PageLink {
  return { title: origin.service, uid: dashboardUid("service", id) };
}

export function boardLink({ id }: Service, board: Board): PageLink {
  return { title: board.title, uid: dashboardUid("board", `${id}/${board.title}`) };
}

/** Path of a dashboard's file; its directory, the system, is Grafana's folder. */
export function fileOf({ origin }: Service, board?: Board): string {
  const words = board?.title.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return `${origin.system}/${[origin.service, ...words].join("-")}.json`;
}

export function systemTag(system: string): string {
  return `system:${system}`;
}

/** Tags of every dashboard of a service. */
export function tagsOf({ origin, owner }: Service): readonly string[] {
  return [systemTag(origin.system), `service:${origin.service}`, `team:${owner.name}`];
}
