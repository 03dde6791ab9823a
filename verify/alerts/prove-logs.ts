import type { RuleFiles } from "../../alerts/rules";
import type { Service } from "../../declaration/service";
import type { Check } from "../check";
import type { Scenario } from "../series/scenario";
import { stepSeconds } from "../series/scenario";
import type { Sample, Series } from "../series/series";
import { synthesise } from "../series/synthesis";
import type { LogEvent } from "../series/telemetry";
import { pushLines } from "../servers/loki";
import type { ResultSeries } from "../servers/results";
import { resultSeries } from "../servers/results";
import type { Server } from "../servers/server";
import { ask } from "../servers/server";
import type { GroupProof, Played } from "./prove-group";
import { failed, proveGroup } from "./prove-group";
import type { ProvenGroup, ProvenRule } from "./rule-groups";
import { groupsOf } from "./rule-groups";
import type { AlertScenario } from "./scenarios";
import { scenariosOf } from "./scenarios";

export interface LogAlertProof extends GroupProof {
  readonly services: readonly Service[];
  /** The generated files of rules over logs. */
  readonly logRules: RuleFiles;
  readonly loki: Server;
}

/** Loki looks for lines that are not in its store yet among those of the last three hours only. */
const longest = 3 * 3600 - 300;

/** Of the lines of a normal day one in so many is kept: no alert is about them, and Loki need not read them all. */
const keptInfo = 10;

function thinned(events: readonly LogEvent[]): readonly LogEvent[] {
  return events.filter(({ level }, i) => (level !== "info" && level !== "debug") || i % keptInfo === 0);
}

/** Loki's ruler is Prometheus' own over LogQL: what the query answers becomes the series of a rule that reads it. */
function seriesName(rule: ProvenRule): string {
  return `log_result_${rule.alert.name}`;
}

function toSeries(rule: ProvenRule, { labels, points }: ResultSeries, { begin, seconds }: Scenario): Series {
  const samples: Sample[] = new Array(seconds / stepSeconds + 1).fill(undefined);
  for (const [time, value] of points) samples[Math.round((time - begin) / stepSeconds)] = value;
  const marked = samples.map((sample, i) => {
    const ended = sample === undefined && typeof samples[i - 1] === "number";
    return ended ? "stale" : sample;
  });
  return { name: seriesName(rule), labels, samples: marked };
}

async function evaluated(
  loki: Server,
  tenant: string,
  rule: ProvenRule,
  scenario: AlertScenario,
): Promise<readonly Series[]> {
  const { begin } = scenario;
  const query = new URLSearchParams({
    query: rule.expr,
    start: String(begin),
    end: String(begin + scenario.seconds),
    step: String(stepSeconds),
  });
  const headers = { "x-scope-orgid": tenant };
  const answer = await ask(`${loki.url}/loki/api/v1/query_range?${query}`, { headers });
  return resultSeries(answer).map((one) => toSeries(rule, one, scenario));
}

/** The scenario as if it ended now; what lasts too long for Loki loses its end. */
function endingNow(scenario: AlertScenario): AlertScenario {
  const seconds = Math.min(scenario.seconds, longest);
  const minute = Math.floor(Date.now() / 60_000) * 60;
  return { ...scenario, seconds, begin: minute - seconds };
}

/** Plays a scenario's lines into Loki and takes down where each rule's condition holds. */
async function played(
  scenario: AlertScenario,
  rules: readonly ProvenRule[],
  proof: LogAlertProof,
): Promise<Played> {
  const { logs } = synthesise(scenario, { series: new Set(), logs: true, place: proof.place });
  const tenant = `${scenario.service.origin.service}-${scenario.name}`.replace(/\W+/g, "-");
  await pushLines(proof.loki, tenant, thinned(logs), proof.place);
  const series: Series[] = [];
  for (const rule of rules) series.push(...(await evaluated(proof.loki, tenant, rule, scenario)));
  return { scenario, series };
}

/** The group with each rule reading what Loki has answered; `for`, labels and texts stay. */
function overAnswers(group: ProvenGroup): ProvenGroup {
  const rename = (rule: ProvenRule): ProvenRule => ({ ...rule, expr: seriesName(rule) });
  return { ...group, rules: group.rules.map(rename), file: group.fileWith(group.rules.map(seriesName)) };
}

/** Proves each alert over logs: Loki evaluates its condition, Prometheus' rule engine its time and its texts. */
export async function proveLogAlerts(proof: LogAlertProof): Promise<readonly Check[]> {
  const checks: Check[] = [];
  for (const group of groupsOf(proof.logRules, proof.services)) {
    try {
      const plays: Played[] = [];
      for (const scenario of scenariosOf(group.service, proof.services)) {
        plays.push(await played(endingNow(scenario), group.rules, proof));
      }
      checks.push(...(await proveGroup(overAnswers(group), `${group.name}-logs`, plays, proof)));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      checks.push(...failed(group, error));
    }
  }
  return checks;
}
