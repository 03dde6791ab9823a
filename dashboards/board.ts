import type { Board } from "../declaration/board";
import type { Service } from "../declaration/service";
import { boardLink, fileOf, overviewLink, serviceLink, tagsOf } from "./address";
import { marksOf } from "./marks";
import type { Page } from "./page";
import { rowOf } from "./row";
import { instanceVariable, placeVariables } from "./variables";

/** A board that a service declares, as a dashboard of its own: what it is for, what it depends on. */
export function boardPage(service: Service, board: Board): Page {
  const { title, uid } = boardLink(service, board);
  const siblings = (service.boards ?? []).filter((other) => other !== board);
  return {
    uid,
    title: `${service.origin.service}: ${title}`,
    description: board.description,
    file: fileOf(service, board),
    tags: tagsOf(service),
    variables: [...placeVariables, ...instanceVariable(service)],
    links: [overviewLink, serviceLink(service), ...siblings.map((other) => boardLink(service, other))],
    marks: marksOf(service),
    rows: board.rows.flatMap((row) => rowOf(row.title, service, row.panels)),
  };
}
