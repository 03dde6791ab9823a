import { stackSystem } from "../declaration/define-service";
import type { Service } from "../declaration/service";
import type { PromQuery } from "../queries/series";
import { generalTags, overviewLink, serviceLink } from "./address";
import { paced } from "./interval";
import { toDashboard } from "./links";
import type { Page, PageLink, PagePanel, PageRow } from "./page";
import { durationQuantile, errorRatio, requestRate } from "./red";
import { alarmingFault, firing, upOrNot } from "./state";
import { placeVariables } from "./variables";

/** A service in a line: is it up, how much is asked, how much fails, how long it takes. A click opens its dashboard. */
function tile(service: Service): readonly PagePanel[] {
  const { red, origin, description } = service;
  const candidates: Record<string, PromQuery | undefined> = {
    state: upOrNot(service),
    requests: red && requestRate(red),
    errors: red && errorRatio(red),
    p95: red && durationQuantile(red, 0.95),
  };
  const queries: Record<string, PromQuery> = {};
  for (const [name, query] of Object.entries(candidates)) if (query) queries[name] = query;
  if (Object.keys(queries).length === 0) return [];
  const links = [toDashboard(serviceLink(service))];
  return [paced({ title: origin.service, description, view: "stat", queries, links }, service.delivery)];
}

/** How many alerts fire, by service. */
function firingPanel(services: readonly Service[]): readonly PagePanel[] {
  const [fault] = services.flatMap((service) => alarmingFault(service) ?? []);
  if (fault === undefined) return [];
  return [
    {
      title: "Firing alerts",
      description: "Alerts that fire now, by service; none is good.",
      view: "stat",
      queries: Object.fromEntries(
        services.map((service) => [service.origin.service, firing(service).count()]),
      ),
      dataUnder: fault,
    },
  ];
}

const weight = { high: 0, normal: 1, low: 2 } as const;

function systemRow(system: string, services: readonly Service[]): readonly PageRow[] {
  const ordered = services.toSorted((a, b) => weight[a.importance] - weight[b.importance]);
  const [first, ...others] = [...ordered.flatMap(tile), ...firingPanel(ordered)];
  return first ? [{ title: system, panels: [first, ...others] }] : [];
}

/** Every service at a glance, a row a system, the stack's own servers last. */
export function overviewPage(services: readonly Service[], others: readonly PageLink[] = []): Page {
  const systems = [...new Set(services.map(({ origin }) => origin.system))].toSorted();
  const stackLast = [
    ...systems.filter((name) => name !== stackSystem),
    ...systems.filter((name) => name === stackSystem),
  ];
  return {
    ...overviewLink,
    description:
      "Which service is not well? State, rate, errors and duration of each; a click opens its dashboard.",
    file: "overview.json",
    tags: generalTags,
    variables: placeVariables,
    links: others.map(({ title, uid }) => ({ title, uid })),
    rows: stackLast.flatMap((system) =>
      systemRow(
        system,
        services.filter(({ origin }) => origin.system === system),
      ),
    ),
  };
}
