import { panel } from "../declaration/board";
import { stackSystem } from "../declaration/define-service";
import type { Service } from "../declaration/service";
import { value } from "../queries/promql";
import type { PromQuery } from "../queries/series";
import { gaugeOf } from "../telemetry/metrics";
import { generalTags, overviewLink, serverDetailsLink, stackLink, systemTag } from "./address";
import { byService } from "./by-service";
import type { Page, PagePanel, PageRow } from "./page";
import { durationQuantile, errorRatio, requestRate } from "./red";
import { alarmingFault, firing, upOrNot } from "./state";
import { placeVariables } from "./variables";

function memory({ metrics }: Service): PromQuery | undefined {
  const resident = ["process_resident_memory_bytes", "otelcol_process_memory_rss"];
  const found = Object.values(metrics).find(({ name }) => resident.includes(name));
  return found && value(gaugeOf(found)).max();
}

function firingPanel(servers: readonly Service[]): readonly PagePanel[] {
  const [fault] = servers.flatMap((server) => alarmingFault(server) ?? []);
  if (fault === undefined) return [];
  const queries = byService(servers, (server) => firing(server).count());
  return [
    {
      title: "Firing alerts",
      description: "Alerts that fire now, by server; none is good.",
      view: "stat",
      queries,
      dataUnder: fault,
    },
  ];
}

function row(title: string, panels: readonly PagePanel[]): readonly PageRow[] {
  const [first, ...others] = panels.filter(({ queries }) => Object.keys(queries).length > 0);
  return first ? [{ title, panels: [first, ...others] }] : [];
}

/** Belfry's own servers beside each other: the monitoring watches itself. */
export function stackPages(services: readonly Service[]): readonly Page[] {
  const servers = services.filter(({ origin }) => origin.system === stackSystem);
  if (servers.length === 0) return [];
  const rows = [
    ...row("State", [
      panel(
        "Servers",
        "Whether Prometheus reaches each server; failing means that it is gone.",
        byService(servers, upOrNot),
        { view: "state" },
      ),
      ...firingPanel(servers),
    ]),
    ...row("Rate, errors, duration", [
      panel(
        "Requests",
        "Requests per second by server.",
        byService(servers, ({ red }) => red && requestRate(red)),
      ),
      panel(
        "Error ratio",
        "Share of requests that fail, by server; what stays above zero loses telemetry or messages.",
        byService(servers, ({ red }) => red && errorRatio(red)),
      ),
      panel(
        "p95",
        "Time within which 95% of requests end, by server.",
        byService(servers, ({ red }) => red && durationQuantile(red, 0.95)),
      ),
    ]),
    ...row("Causes", [
      panel(
        "Memory",
        "Memory of each process; a line that only climbs ends at its limit.",
        byService(servers, memory),
      ),
    ]),
  ];
  return [
    {
      ...stackLink,
      description:
        "Are belfry's own servers well? State, requests, errors, durations and memory beside each other.",
      file: `${stackSystem}/stack.json`,
      tags: [...generalTags, systemTag(stackSystem)],
      variables: placeVariables,
      links: [overviewLink, ...servers.map(serverDetailsLink)],
      menu: systemTag(stackSystem),
      rows,
    },
  ];
}
