import { numberFormat } from "../../alerts/number-format";
import { holdText, ruleLabels, thresholdText } from "../../alerts/texts";
import type { AlertFacts } from "../../declaration/alert";
import { isUnstored } from "../../declaration/effects";
import { ruleNumbers } from "../../declaration/rule-numbers";
import type { Service } from "../../declaration/service";
import type { Check } from "../check";
import { check } from "../check";
import type { Labels } from "../series/series";
import { closeLooks, differences, isExpected, isRead, type Question, questions } from "./case-file";
import type { Answer, FiredAlert, TestAnswers } from "./promtool";
import { askedAt } from "./promtool";
import type { ProvenGroup, ProvenRule } from "./rule-groups";
import { servicesRead } from "./rule-groups";
import type { AlertScenario } from "./scenarios";
import { absentTarget } from "./scenarios";
import { holdSeconds, secondsToResolve } from "./timing";

interface Evidence {
  readonly group: ProvenGroup;
  readonly scenario: AlertScenario;
  readonly answers: TestAnswers;
}

function ask({ group, scenario, answers }: Evidence, question: Question, alert: string): readonly Answer[] {
  const over = `${scenario.seconds}s:${group.intervalSeconds}s`;
  const all = answers.samples.get(askedAt(questions[question](over), scenario.seconds)) ?? [];
  return all.filter(({ labels }) => labels.alertname === alert);
}

function values(answers: readonly Answer[]): readonly number[] {
  return answers.map(({ value }) => value);
}

function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}m${String(seconds % 60).padStart(2, "0")}s`;
}

function firesProblem(evidence: Evidence, { alert }: ProvenRule): string | undefined {
  const { scenario, group } = evidence;
  const cause = scenario.fault ?? scenario.absent;
  const first = Math.min(...values(ask(evidence, "firstFiring", alert.name)));
  if (cause === undefined) return "no cause is played";
  if (first === Number.POSITIVE_INFINITY) {
    const pending = values(ask(evidence, "firstPending", alert.name));
    const got =
      pending.length > 0 ? `was pending from ${clock(Math.min(...pending))}` : "was not even pending";
    return `it never fired; it ${got}, while the cause lasted from ${clock(cause.from)} to ${clock(cause.to)}`;
  }
  const earliest = cause.from + holdSeconds(alert);
  if (first < earliest) return `it fired at ${clock(first)}, before ${clock(earliest)}`;
  if (first > cause.to) return `it fired only at ${clock(first)}, when the cause was gone`;
  const pending = Math.min(...values(ask(evidence, "firstPending", alert.name)), first);
  const held = first - pending;
  const hold = Math.ceil(holdSeconds(alert) / group.intervalSeconds) * group.intervalSeconds;
  return held < hold ? `it fired after ${held} s, its hold is ${hold} s` : undefined;
}

function resolvesProblem(evidence: Evidence, { alert }: ProvenRule): string | undefined {
  const { scenario, group } = evidence;
  const last = Math.max(...values(ask(evidence, "lastFiring", alert.name)));
  const end = (scenario.fault ?? scenario.absent)?.to ?? 0;
  // What is not scraped any more is looked at for another five minutes.
  const latest = end + secondsToResolve(alert) + 300 + 2 * group.intervalSeconds;
  return last > latest ? `it still fired at ${clock(last)}, the cause ended at ${clock(end)}` : undefined;
}

/** The labels of an answer as the alert has them: without the name, with those that the rule sets. */
function alertLabels({ labels }: Answer, rule: ProvenRule): Labels {
  const { __name__, ...rest } = labels;
  return { ...rest, ...rule.labels, alertname: rule.alert.name };
}

function sameLabels(one: Labels, other: Labels): boolean {
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => one[key] === other[key]);
}

/** What the author may say, from the alert as it fired and the value that the engine measured. */
function factsOf(rule: ProvenRule, fired: FiredAlert, measured: number, place: Labels): AlertFacts {
  const { alert } = rule;
  return {
    value: numberFormat(alert.when.measure).text(measured),
    threshold: thresholdText(alert) ?? "",
    hold: holdText(alert) ?? "",
    ...{ range: "", ahead: "", quantile: "", percentile: "" },
    ...ruleNumbers(alert.when.expression),
    label: (name) => fired.labels[name] ?? place[name] ?? "",
  };
}

/** Labels and texts of an alert that fired: the declaration's, with the rule's own numbers. */
function textProblem(
  evidence: Evidence,
  rule: ProvenRule,
  service: Service,
  place: Labels,
): string | undefined {
  const { alert } = rule;
  const { samples, fired: firedAt } = evidence.answers;
  const looks = closeLooks(evidence.scenario, evidence.group.intervalSeconds);
  const at = looks.find((time) => firedAt.has(askedAt(alert.name, time)));
  if (at === undefined) return `it fires at none of ${looks.map(clock).join(", ")}`;
  const fired = firedAt.get(askedAt(alert.name, at)) ?? [];
  const measured = samples.get(askedAt(rule.expr, at)) ?? [];
  for (const one of fired) {
    for (const [label, value] of Object.entries(ruleLabels(service, alert))) {
      if (one.labels[label] !== value) return `its label ${label} is "${one.labels[label]}", not "${value}"`;
    }
    const own = measured.find((answer) => sameLabels(alertLabels(answer, rule), one.labels));
    if (!own) return `it fired with ${JSON.stringify(one.labels)}, for which its expression has no value`;
    const facts = factsOf(rule, one, own.value, place);
    for (const part of ["summary", "description"] as const) {
      const wanted = alert[part](facts);
      if (one.annotations[part] !== wanted) {
        return `its ${part} is "${one.annotations[part]}", the declaration says "${wanted}"`;
      }
    }
    if (!one.annotations.runbook_url?.includes(alert.name))
      return "its runbook_url does not lead to its runbook";
  }
  return undefined;
}

function heartbeatProblem(evidence: Evidence, { alert }: ProvenRule): string | undefined {
  const { scenario, group } = evidence;
  const evaluations = scenario.seconds / group.intervalSeconds + 1;
  const times = Math.max(0, ...values(ask(evidence, "timesFiring", alert.name)));
  const blind = isUnstored(scenario.fault?.effects ?? []);
  if (scenario.cause === "down" || scenario.name === absentTarget || blind) {
    return times < evaluations
      ? undefined
      : "it fires even while its service is gone, so nobody would notice";
  }
  if (scenario.missedAt !== undefined) return undefined;
  return times >= evaluations - 1 ? undefined : `it fired at ${times} of ${evaluations} evaluations`;
}

function silenceProblem(evidence: Evidence, { alert }: ProvenRule): string | undefined {
  const first = values(ask(evidence, "firstFiring", alert.name));
  if (first.length === 0) return undefined;
  const last = Math.max(...values(ask(evidence, "lastFiring", alert.name)));
  const cause = evidence.scenario.fault ?? evidence.scenario.absent;
  const when = cause ? `, the cause lasted from ${clock(cause.from)} to ${clock(cause.to)}` : "";
  return `it fired from ${clock(Math.min(...first))} to ${clock(last)}${when}`;
}

/** Does the shipped condition hold whenever the declared one does, only then, with its value, whatever it is written like? */
function conditionProblem({ scenario, group, answers }: Evidence, rule: ProvenRule): string | undefined {
  const differs = differences(rule, scenario, group.intervalSeconds).some(
    (expr) => (answers.samples.get(askedAt(expr, scenario.seconds)) ?? []).length > 0,
  );
  return differs
    ? `it holds at other times, or with other values, than what is declared: ${rule.declared}`
    : undefined;
}

/** Is anything played that the rule reads? Of a service that is not there an absence would be told. */
function isAbout(rule: ProvenRule, { service, beside }: AlertScenario): boolean {
  const read = servicesRead({ rules: [rule] });
  return [service, ...beside].some(({ id }) => read.has(id));
}

/** What one scenario says of one rule. */
export function judge(evidence: Evidence, rule: ProvenRule, place: Labels): readonly Check[] {
  const { group, scenario } = evidence;
  const subject = `${group.service.id}/${rule.alert.name}`;
  const own = group.service === scenario.service;
  if (!own && !isAbout(rule, scenario)) return [];
  const where = own ? scenario.name : `${scenario.service.id}'s ${scenario.name}`;
  const says = (claim: string, problem: string | undefined) => check("alerts", subject, claim, problem);
  const other = conditionProblem(evidence, rule);
  if (other !== undefined) return [says(`is the declared one: ${where}`, other)];
  const truth = () => says(`says the truth: ${where}`, textProblem(evidence, rule, group.service, place));
  if (rule.alert.class === "heartbeat") {
    const beats = says(`beats: ${where}`, heartbeatProblem(evidence, rule));
    return own && isRead(rule, scenario) ? [beats, truth()] : [beats];
  }
  // An alert of an SLO may fire in a short scenario, and need not.
  if (group.ofSlos && !scenario.long && own && isExpected(rule, scenario)) return [];
  if (!own || !isExpected(rule, scenario)) return [says(`silent: ${where}`, silenceProblem(evidence, rule))];
  const fires = firesProblem(evidence, rule);
  if (fires !== undefined) return [says(`fires: ${where}`, fires)];
  return [
    says(`fires: ${where}`, undefined),
    says(`resolves: ${where}`, resolvesProblem(evidence, rule)),
    truth(),
  ];
}
