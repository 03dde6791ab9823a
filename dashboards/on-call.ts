import { panel } from "../declaration/board";
import type { Service } from "../declaration/service";
import { changes, ratio, sampled } from "../queries/promql";
import type { PromQuery } from "../queries/series";
import { watched } from "../telemetry/target";
import type { Duration } from "../telemetry/units";
import { spoken } from "../telemetry/units";
import { generalTags, onCallLink, overviewLink } from "./address";
import { deliveryPanels } from "./delivery";
import type { Page, PagePanel, PageRow } from "./page";
import { alarmingFault, firing, raised } from "./state";
import { placeVariables } from "./variables";

/** What is judged: long enough for several shifts, short enough to remember. */
const period: Duration = "1d";
/** Nobody reads a message, understands it and acts in less. */
const briefMinutes = 5;

type PerService = (service: Service) => PromQuery<string>;

/** The answers of all services as one; each has labels of its own, so none hides another. */
function together(services: readonly Service[], query: PerService): PromQuery<string> {
  const [first, ...others] = services.map(query);
  if (first === undefined) throw new Error("A team has a service.");
  return others.reduce<PromQuery<string>>((all, next) => all.or(next), first);
}

/** Minutes within the period in which each alert fired. */
const minutesFiring: PerService = (service) =>
  sampled("count", raised(service), period, "1m").sum("system", "service", "alertname");

/** How often each alert began again within the period, pending included. */
const begun: PerService = ({ origin }) =>
  changes(watched(origin).alertsBegan, period).sum("system", "service", "alertname");

/** Minutes for which each alert fired at a time, on average. */
const minutesEachTime: PerService = (service) =>
  minutesFiring(service).dividedBy(begun(service).plus(1), "count");

function byTeam(services: readonly Service[], query: (own: readonly Service[]) => PromQuery) {
  const teams = [...new Set(services.map(({ owner }) => owner.name))];
  return Object.fromEntries(
    teams.map((team) => [team, query(services.filter(({ owner }) => owner.name === team))]),
  );
}

function loadPanels(services: readonly Service[]): readonly PagePanel[] {
  return [
    panel(
      "Firing now",
      "Alerts that fire, by team; none is good.",
      byTeam(services, (own) => together(own, firing).count()),
      { view: "stat" },
    ),
    panel(
      "Time under alarm",
      `Minutes of the last ${spoken(period)} in which alerts fired, several at once counted each, by team.`,
      byTeam(services, (own) => together(own, minutesFiring).sum()),
      { view: "bars" },
    ),
    panel(
      "Alerts by team",
      "How many alerts fire; a team whose line never falls to zero no longer looks.",
      byTeam(services, (own) => together(own, firing).count()),
    ),
  ];
}

function noisePanels(services: readonly Service[]): readonly PagePanel[] {
  const minutes = together(services, minutesFiring);
  return [
    panel(
      "Loudest alerts",
      `Minutes of the last ${spoken(period)} in which each fired, the ten longest; mend the cause, or the alert.`,
      { Minutes: minutes.topk(10) },
      { view: "table" },
    ),
    panel(
      "Flapping",
      `How often each began again within ${spoken(period)}, pending included, the ten most restless; its threshold is too near to normal.`,
      { Begun: together(services, begun).topk(10) },
      { view: "table" },
    ),
    panel(
      "Slowest to mend",
      `Minutes for which each alert fired at a time within ${spoken(period)}, the ten longest. When somebody acknowledged it only the pager knows.`,
      { Minutes: together(services, minutesEachTime).topk(10) },
      { view: "table" },
    ),
    panel(
      "Gone without action",
      `Share of the alerts of the last ${spoken(period)} that fired less than ${briefMinutes} minutes in all, in which nobody can have acted: an approximation, since no metric knows what people did.`,
      { brief: ratio(minutes.below(briefMinutes).count(), minutes.count()) },
      { view: "stat", threshold: 0.05, worse: "above" },
    ),
  ];
}

/** What is empty while nothing fires shows something under the first fault that raises an alert. */
function under(fault: string | undefined, panels: readonly PagePanel[]): readonly PagePanel[] {
  return fault === undefined ? panels : panels.map((one) => ({ ...one, dataUnder: fault }));
}

function row(title: string, [first, ...others]: readonly PagePanel[]): readonly PageRow[] {
  return first ? [{ title, panels: [first, ...others] }] : [];
}

/** What being on call is like: how much fires, what of it is noise, and whether messages arrive. */
export function onCallPages(services: readonly Service[]): readonly Page[] {
  if (services.length === 0) return [];
  const [fault] = services.flatMap((service) => alarmingFault(service) ?? []);
  return [
    {
      ...onCallLink,
      description:
        "Is it bearable to be on call? How much fires, what of it is noise, whether messages arrive.",
      file: "on-call.json",
      tags: generalTags,
      variables: placeVariables,
      links: [overviewLink],
      rows: [
        ...row("Load", under(fault, loadPanels(services))),
        ...row("Noise", under(fault, noisePanels(services))),
        ...row("Messages", deliveryPanels(services)),
      ],
    },
  ];
}
