import type { Service } from "../declaration/service";
import type { Slo } from "../declaration/slo";
import { generalTags, overviewLink, sloLink, sloOverviewLink } from "./address";
import { toDashboard } from "./links";
import type { Page, PagePanel, PageRow } from "./page";
import { sloQueries } from "./slo-queries";
import { percent } from "./slo-service";
import { placeVariables } from "./variables";

/** A promise in a line; a click opens it. */
function tile(service: Service, slo: Slo): PagePanel {
  const { kept, left, burn } = sloQueries(service, slo);
  return {
    title: `${service.origin.service} ${slo.name} ${percent(slo.objective)}`,
    description: `${slo.description} Kept, budget left, and how many times as fast as it may it burned in the last hour.`,
    view: "stat",
    queries: { kept, left, burns: burn("fast") },
    links: [toDashboard(sloLink(service))],
  };
}

function systemRow(system: string, services: readonly Service[]): readonly PageRow[] {
  const [first, ...others] = services.flatMap((service) =>
    (service.slos ?? []).map((slo) => tile(service, slo)),
  );
  return first ? [{ title: system, panels: [first, ...others] }] : [];
}

/** Every promise at a glance, a row a system. Nothing where nothing is promised. */
export function sloOverviewPages(services: readonly Service[]): readonly Page[] {
  const systems = [...new Set(services.map(({ origin }) => origin.system))].toSorted();
  const rows = systems.flatMap((system) =>
    systemRow(
      system,
      services.filter(({ origin }) => origin.system === system),
    ),
  );
  if (rows.length === 0) return [];
  return [
    {
      ...sloOverviewLink,
      description: "Which promise is in danger? What is kept, what is left of the budget, how fast it burns.",
      file: "slos.json",
      tags: [...generalTags, "slo"],
      variables: placeVariables,
      links: [overviewLink],
      menu: "slo",
      rows,
    },
  ];
}
