import { stringify } from "yaml";
import type { Alert } from "../declaration/alert";
import type { Problem } from "../declaration/problem";
import { DeclarationError } from "../declaration/problem";
import type { Service } from "../declaration/service";
import { printQuery } from "../queries/print";
import type { Duration } from "../telemetry/units";
import { seconds } from "../telemetry/units";
import { burnRateAlerts } from "./burn-rate-alerts";
import { dashboardUrl, runbookDashboardUrl, runbookUrl } from "./links";
import type { ContentSettings } from "./settings";
import type { Recording } from "./slo-recordings";
import { budgetRecording, burnRecordings } from "./slo-recordings";
import { ownAlertsOf } from "./target-missing";
import { alertTexts, ruleLabels } from "./texts";

/** An alerting rule as Prometheus and Loki's ruler read it. `environment` and `cluster` are their external labels. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: Duration;
  readonly keep_firing_for?: Duration;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** A rule that records what it evaluates to. */
export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Rules that are evaluated together, one after the other. */
export interface RuleGroup {
  readonly name: string;
  /** @default the server's evaluation interval */
  readonly interval?: Duration;
  readonly rules: readonly (RecordingRule | AlertRule)[];
}

/** By file name, the text of a rule file. */
export type RuleFiles = Readonly<Record<string, string>>;

function ruleOf(service: Service, alert: Alert, settings: ContentSettings, problems: Problem[]): AlertRule {
  const { summary, description, ...texts } = alertTexts(service, alert, settings);
  problems.push(...texts.problems);
  const dashboard = dashboardUrl(service, alert, settings);
  const runbookDashboard = runbookDashboardUrl(service, alert, settings);
  return {
    alert: alert.name,
    expr: printQuery(alert.when.expression),
    ...(alert.hold && seconds(alert.hold) > 0 ? { for: alert.hold } : {}),
    ...(alert.keepFiring && seconds(alert.keepFiring) > 0 ? { keep_firing_for: alert.keepFiring } : {}),
    labels: ruleLabels(service, alert),
    annotations: {
      summary,
      description,
      runbook_url: runbookUrl(service, alert.name, settings),
      ...(dashboard ? { dashboard_url: dashboard } : {}),
      ...(runbookDashboard ? { runbook_dashboard_url: runbookDashboard } : {}),
    },
  };
}

function groupName(service: Service, { group, every }: Alert): string {
  if (group !== undefined) return `${service.id}:${group}`;
  return every === undefined ? service.id : `${service.id}@${every}`;
}

/** A group has one interval; two alerts of one group that want different ones cannot have both. */
function intervalOf(name: string, alerts: readonly Alert[], problems: Problem[]): Duration | undefined {
  const intervals = [...new Set(alerts.map((alert) => alert.every))];
  if (intervals.length > 1) {
    const values = intervals.map((every) => every ?? "the global interval").join(" and ");
    const fix = "give all alerts of the group the same `every`, or some another `group`";
    problems.push({ place: `rule group ${name}`, problem: `is to be evaluated every ${values}`, fix });
  }
  return intervals[0];
}

function groupsOf(
  service: Service,
  alerts: readonly Alert[],
  settings: ContentSettings,
  problems: Problem[],
) {
  const names = [...new Set(alerts.map((alert) => groupName(service, alert)))];
  return names.map((name): RuleGroup => {
    const members = alerts.filter((alert) => groupName(service, alert) === name);
    const interval = intervalOf(name, members, problems);
    const rules = members.map((alert) => ruleOf(service, alert, settings, problems));
    return { name, ...(interval ? { interval } : {}), rules };
  });
}

/** The file of rules, as its server reads it. A dot is in no name of a system or service: names cannot collide. */
function fileOf({ id, origin }: Service, groups: readonly RuleGroup[], part = ""): [string, string] {
  const text = stringify({ groups }, { lineWidth: 0, aliasDuplicateObjects: false });
  return [
    `${origin.system}.${origin.service}${part}.yaml`,
    `# Generated from the declaration of ${id}.\n${text}`,
  ];
}

function recordingRule({ record, of, labels }: Recording): RecordingRule {
  return { record, expr: printQuery(of.expression), labels };
}

/** Each SLO's series before the alerts that read them; a month is read in a group of its own, less often. */
function sloGroups(service: Service, settings: ContentSettings, problems: Problem[]): readonly RuleGroup[] {
  const slos = service.slos ?? [];
  if (slos.length === 0) return [];
  const alerts = burnRateAlerts(service).map((alert) => ruleOf(service, alert, settings, problems));
  const recordings = slos.flatMap((slo) => burnRecordings(service, slo)).map(recordingRule);
  const budgets = slos.map((slo) => recordingRule(budgetRecording(service, slo)));
  return [
    { name: `${service.id}:slo`, rules: [...recordings, ...alerts] },
    { name: `${service.id}:budget`, interval: "1m", rules: budgets },
  ];
}

function filesOf(
  services: readonly Service[],
  files: (service: Service, problems: Problem[]) => readonly [string, string][],
): RuleFiles {
  const problems: Problem[] = [];
  const all = services.flatMap((service) => files(service, problems));
  if (problems.length > 0) throw new DeclarationError(problems);
  return Object.fromEntries(all);
}

function alertFile(
  service: Service,
  alerts: readonly Alert[],
  settings: ContentSettings,
  problems: Problem[],
): readonly [string, string][] {
  return alerts.length === 0 ? [] : [fileOf(service, groupsOf(service, alerts, settings, problems))];
}

/**
 * Rule files for Prometheus: one for each service that has alerts over metrics, and one for its SLOs. Give only services
 * that run: where a server cannot be had, its TargetMissing would fire for ever.
 */
export function ruleFiles(services: readonly Service[], settings: ContentSettings): RuleFiles {
  return filesOf(services, (service, problems) => {
    const alerts = ownAlertsOf(service).filter(({ when }) => when.language === "promql");
    const slos = sloGroups(service, settings, problems);
    return [
      ...alertFile(service, alerts, settings, problems),
      ...(slos.length === 0 ? [] : [fileOf(service, slos, ".slo")]),
    ];
  });
}

/** Rule files for Loki's ruler, one for each service that has alerts over logs. */
export function logRuleFiles(services: readonly Service[], settings: ContentSettings): RuleFiles {
  return filesOf(services, (service, problems) => {
    const alerts = service.alerts.filter(({ when }) => when.language === "logql");
    return alertFile(service, alerts, settings, problems);
  });
}
