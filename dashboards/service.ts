import type { Service } from "../declaration/service";
import {
  boardLink,
  fileOf,
  overviewLink,
  serverDetailsLink,
  serviceLink,
  sloLink,
  stackLink,
  systemTag,
  tagsOf,
} from "./address";
import { evidencePanels } from "./evidence";
import type { DashboardSettings } from "./links";
import { marksOf } from "./marks";
import type { Page } from "./page";
import { durationPanels, errorPanels, ratePanels } from "./red";
import { rowOf } from "./row";
import { statePanels } from "./state";
import { instanceVariable, placeVariables, splitVariable } from "./variables";

/** A service from its state through rate, errors and duration to the traces and lines that tell why. */
export function servicePage(service: Service, settings: DashboardSettings): Page {
  return {
    ...serviceLink(service),
    description: service.description,
    file: fileOf(service),
    tags: tagsOf(service),
    variables: [...placeVariables, ...instanceVariable(service), ...splitVariable(service)],
    links: [
      overviewLink,
      ...(service.slos?.length ? [sloLink(service)] : []),
      ...(service.stack ? [stackLink, serverDetailsLink(service)] : []),
      ...(service.boards ?? []).map((board) => boardLink(service, board)),
    ],
    menu: systemTag(service.origin.system),
    ...(settings.runbooks?.some((runbook) => runbook.service === service) ? { runbooksOf: service } : {}),
    marks: marksOf(service),
    rows: [
      ...rowOf("State", service, statePanels(service, settings)),
      ...rowOf("Rate", service, ratePanels(service)),
      ...rowOf("Errors", service, errorPanels(service)),
      ...rowOf("Duration", service, durationPanels(service)),
      ...rowOf("Traces and logs", service, evidencePanels(service)),
    ],
  };
}
