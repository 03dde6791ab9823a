import { panel } from "../declaration/board";
import { burnTiers } from "../declaration/burn-tier";
import { burnRate, burnWindows, errorBudget, tiersOf } from "../declaration/error-budget";
import type { Service } from "../declaration/service";
import type { Slo } from "../declaration/slo";
import type { PromQuery } from "../queries/series";
import { spoken } from "../telemetry/units";
import { overviewLink, serviceLink, sloLink, sloOverviewLink, tagsOf } from "./address";
import { marksOf } from "./marks";
import type { Page, PagePanel, PageRow } from "./page";
import { sloQueries } from "./slo-queries";
import { placeVariables } from "./variables";

/** An objective as people say it: 0.999 is "99.9%". */
export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(10))}%`;
}

/** The first fault under which the budget is spent. */
function spending({ spentUnder }: Slo): string | undefined {
  return burnTiers.flatMap((tier) => spentUnder[tier] ?? [])[0];
}

function burnQueries(service: Service, slo: Slo): Record<string, PromQuery> {
  const { burn } = sloQueries(service, slo);
  return Object.fromEntries(
    tiersOf(slo).map((tier) => [`${burnWindows[tier].long}, alert at ${burnRate(tier, slo)}`, burn(tier)]),
  );
}

function lasting(service: Service, slo: Slo): PagePanel {
  const fault = spending(slo);
  return {
    title: "Budget lasts",
    description:
      "Until nothing is left, at the pace of the last hour; less than the window breaks the promise.",
    view: "stat",
    queries: { lasts: sloQueries(service, slo).lasts },
    ...(fault ? { dataUnder: fault } : {}),
  };
}

function sloRow(service: Service, slo: Slo): PageRow {
  const { bad, kept, left } = sloQueries(service, slo);
  const window = spoken(slo.window);
  return {
    title: `${slo.name}: ${percent(slo.objective)} over ${window}`,
    panels: [
      panel(
        "Kept",
        `Share of good events over ${window}. ${slo.description}`,
        { kept },
        {
          view: "stat",
          threshold: slo.objective,
          worse: "below",
        },
      ),
      panel(
        "Budget left",
        "What may still go wrong; below zero the promise is broken.",
        { left },
        {
          view: "stat",
          threshold: 0,
          worse: "below",
        },
      ),
      lasting(service, slo),
      panel(
        "Bad events",
        "Share of bad events within 5 minutes; what is above the line spends more than it may.",
        { bad },
        { threshold: errorBudget(slo) },
      ),
      panel(
        "Burn rate",
        "How many times as fast as it may the budget burns, by window; 1 just keeps the promise.",
        burnQueries(service, slo),
      ),
      panel("Budget over time", "What was left of the budget; a cliff is an outage, a slope is a leak.", {
        left,
      }),
    ],
  };
}

/** The promises of a service: what is kept, what is left, how fast it burns. */
export function sloPages(service: Service): readonly Page[] {
  const [first, ...others] = service.slos ?? [];
  if (first === undefined) return [];
  return [
    {
      ...sloLink(service),
      title: `${service.origin.service}: SLOs`,
      description: `What ${service.origin.service} promises, and what is left of what may go wrong.`,
      file: `${service.origin.system}/${service.origin.service}.slo.json`,
      tags: [...tagsOf(service), "slo"],
      variables: placeVariables,
      links: [overviewLink, sloOverviewLink, serviceLink(service)],
      marks: marksOf(service),
      rows: [first, ...others].map((slo) => sloRow(service, slo)),
    },
  ];
}
