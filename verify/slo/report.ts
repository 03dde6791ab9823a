import { burnRateAlerts } from "../../alerts/burn-rate-alerts";
import { ruleLabels } from "../../alerts/texts";
import { errorBudget, fewestEvents } from "../../declaration/error-budget";
import type { Service } from "../../declaration/service";
import type { Slo } from "../../declaration/slo";
import { askRouting } from "../routing/ask";
import type { Labels } from "../series/series";
import type { Measured } from "./measure";
import { arithmeticLimit, spentAfter } from "./outages";

/** What is known of one SLO. */
export interface SloBehaviour {
  readonly service: Service;
  readonly slo: Slo;
  readonly outages: readonly Measured[];
  /** Alerts after one and after two errors at low traffic; none where samples, not requests, are the events. */
  readonly lonely?: readonly (readonly string[])[];
  /** By alert those that hold it back. */
  readonly heldBackBy: ReadonlyMap<string, readonly string[]>;
}

/** `52 s`, `8 min 38 s`, `36 h`. */
export function spokenSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const parts = [hours > 0 ? `${hours} h` : "", minutes > 0 ? `${minutes} min` : ""];
  return [...parts, rest > 0 && hours === 0 ? `${rest} s` : ""].filter(Boolean).join(" ") || "0 s";
}

const percent = (share: number) => `${Number((share * 100).toPrecision(2))} %`;
const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;

function severityOf(service: Service, name: string): string {
  return burnRateAlerts(service).find((alert) => alert.name === name)?.severity ?? "";
}

/** The part of a row that follows from the objective alone. */
export function arithmeticCells(slo: Slo, share: number): readonly string[] {
  const limit = arithmeticLimit(slo, share);
  if (!limit) return ["never: the budget lasts", `${Math.floor(1 / spentAfter(slo, share, 86_400))} days`];
  return [limit.tier, spokenSeconds(limit.seconds)];
}

function outageRow({ service, slo }: SloBehaviour, { outage, share, first, overAfter }: Measured): string {
  const measured = first
    ? [
        `${first.alert} (${severityOf(service, first.alert)})`,
        spokenSeconds(first.seconds),
        percent(spentAfter(slo, share, first.seconds)),
        spokenSeconds(overAfter ?? 0),
      ]
    : ["none", "–", "–", "–"];
  return row([outage, ...arithmeticCells(slo, share), ...measured]);
}

function lonelyText({ slo, lonely }: SloBehaviour): string {
  if (!lonely) return "Its events are samples, which come however few requests there are.";
  const told = (alerts: readonly string[] = []) => (alerts.length > 0 ? alerts.join(", ") : "nothing");
  const fewest = fewestEvents("fast", slo);
  return `At one request in ten minutes, one error fires ${told(lonely[0])}, two fire ${told(lonely[1])}: the fast window counts as holding at least ${fewest} events.`;
}

function inhibitionText({ heldBackBy }: SloBehaviour): string {
  const held = [...heldBackBy].filter(([, by]) => by.length > 0);
  return held.map(([alert, by]) => `${alert} is held back while ${by.join(" or ")} fires.`).join(" ");
}

function sloPart(behaviour: SloBehaviour): readonly string[] {
  const { service, slo } = behaviour;
  return [
    `### ${service.id}: ${slo.name}`,
    "",
    `${slo.description} Objective ${Number((slo.objective * 100).toPrecision(6))} % over ${slo.window}, budget ${percent(errorBudget(slo))}.`,
    "",
    row([
      "bad events",
      "tier by arithmetic",
      "after",
      "first alert",
      "measured after",
      "budget spent",
      "over after",
    ]),
    row(Array.from({ length: 7 }, () => "---")),
    ...behaviour.outages.map((outage) => outageRow(behaviour, outage)),
    "",
    lonelyText(behaviour),
    inhibitionText(behaviour),
    "",
  ];
}

/** Which alerts of the SLO others of it hold back, by Alertmanager's own code. */
export async function inhibitionOf(
  program: string,
  { service, slo, config, place }: { service: Service; slo: Slo; config: string; place: Labels },
): Promise<ReadonlyMap<string, readonly string[]>> {
  const own = burnRateAlerts(service).filter(({ labels }) => labels?.slo === slo.name);
  const alerts = own.map((alert) => ({ ...ruleLabels(service, alert), ...place, alertname: alert.name }));
  const answer = await askRouting(program, { config, alerts, times: [] });
  return new Map(
    own.map(({ name }, i) => [
      name,
      (answer.alerts[i]?.heldBackBy ?? []).flatMap((by) => own[by]?.name ?? []),
    ]),
  );
}

/** Everything as Markdown. */
export function sloReport(behaviours: readonly SloBehaviour[]): string {
  return [
    "# What SLO alerts do in an outage",
    "",
    "`npm run verify -- --slo-report docs/slo-behaviour.md` writes this page: the shipped rules, evaluated by promtool over series",
    "of which the share of bad events is exact. *By arithmetic* is when the long window of the tier holds the share at which it",
    "alerts (`declaration/error-budget.ts`); *measured* is when the rules fired, evaluated every 15 s (slow burns: every 5 min).",
    "*Over after* is how long alerts went on after the outage. From a fired alert to its message it takes up to 10 s more",
    "(`group_wait` of what is critical).",
    "",
    ...behaviours.flatMap(sloPart),
  ].join("\n");
}
