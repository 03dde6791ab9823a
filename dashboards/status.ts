import { panel } from "../declaration/board";
import { stackSystem } from "../declaration/define-service";
import type { Service } from "../declaration/service";
import type { Range } from "../queries/expression";
import { overTime } from "../queries/promql";
import type { PromQuery } from "../queries/series";
import { watched } from "../telemetry/target";
import { generalTags, overviewLink, statusLink } from "./address";
import { byService } from "./by-service";
import type { Page, PagePanel, PageRow } from "./page";
import { sloQueries } from "./slo-queries";
import { percent } from "./slo-service";
import { upOrNot } from "./state";
import { placeVariables } from "./variables";

/** Share of a time in which it was there, as its users see it: by its probes where it has some. */
export function uptime({ origin, health, delivery }: Service, range: Range): PromQuery | undefined {
  const { up, probeSuccess } = watched(origin);
  if (health?.length) {
    return overTime("avg", probeSuccess.where({ check: "all" }), range)
      .min()
      .in("ratio");
  }
  return delivery.by === "scrape" ? overTime("avg", up, range).min().in("ratio") : undefined;
}

function promises(services: readonly Service[]): readonly PagePanel[] {
  return services.flatMap((service) =>
    (service.slos ?? []).map((slo) =>
      panel(
        `${service.origin.service} ${slo.name}`,
        `${slo.description} Promised: ${percent(slo.objective)}; red is a broken promise.`,
        { kept: sloQueries(service, slo).kept },
        { view: "stat", threshold: slo.objective, worse: "below" },
      ),
    ),
  );
}

function systemRow(system: string, services: readonly Service[]): readonly PageRow[] {
  const panels = [
    panel(
      "Now and before",
      "Whether each service is there, and when it was not.",
      byService(services, upOrNot),
      {
        view: "state",
      },
    ),
    panel(
      "There",
      "Share of the time shown in which each was there.",
      byService(services, (service) => uptime(service, "$__range")),
      {
        view: "stat",
        threshold: 0.999,
        worse: "below",
      },
    ),
    ...promises(services),
  ];
  const [first, ...others] = panels.filter(({ queries }) => Object.keys(queries).length > 0);
  return first ? [{ title: system, panels: [first, ...others] }] : [];
}

/** For those who use the systems, not for those who run them: is it there, was it there, are the promises kept? */
export function statusPages(services: readonly Service[]): readonly Page[] {
  const systems = [...new Set(services.map(({ origin }) => origin.system))]
    .filter((system) => system !== stackSystem)
    .toSorted();
  const rows = systems.flatMap((system) =>
    systemRow(
      system,
      services.filter(({ origin }) => origin.system === system),
    ),
  );
  if (rows.length === 0) return [];
  return [
    {
      ...statusLink,
      description: "Is it there, was it there, are the promises kept? For everybody who uses the systems.",
      file: "status.json",
      tags: generalTags,
      variables: placeVariables,
      links: [overviewLink],
      rows,
    },
  ];
}
