import { stringify } from "yaml";
import type { Alert } from "../declaration/alert";
import type { Problem } from "../declaration/problem";
import { DeclarationError } from "../declaration/problem";
import type { Service } from "../declaration/service";
import { printQuery } from "../queries/print";
import type { Language } from "../queries/query";
import type { Duration } from "../telemetry/units";
import { seconds } from "../telemetry/units";
import { dashboardUrl, runbookUrl } from "./links";
import type { ContentSettings } from "./settings";
import { alertsOf } from "./target-missing";
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

/** Rules that are evaluated together, one after the other. */
export interface RuleGroup {
  readonly name: string;
  /** @default the server's evaluation interval */
  readonly interval?: Duration;
  readonly rules: readonly AlertRule[];
}

/** By file name, the text of a rule file. */
export type RuleFiles = Readonly<Record<string, string>>;

function ruleOf(service: Service, alert: Alert, settings: ContentSettings, problems: Problem[]): AlertRule {
  const { summary, description, ...texts } = alertTexts(service, alert, settings);
  problems.push(...texts.problems);
  const dashboard = dashboardUrl(service, settings);
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

function filesOf(services: readonly Service[], settings: ContentSettings, language: Language): RuleFiles {
  const problems: Problem[] = [];
  const files: Record<string, string> = {};
  for (const service of services) {
    const alerts = alertsOf(service).filter(({ when }) => when.language === language);
    if (alerts.length === 0) continue;
    const groups = groupsOf(service, alerts, settings, problems);
    // A dot is in no name of a system or service, so that file names cannot collide.
    const name = `${service.origin.system}.${service.origin.service}.yaml`;
    files[name] =
      `# Generated from the declaration of ${service.id}.\n${stringify({ groups }, { lineWidth: 0, aliasDuplicateObjects: false })}`;
  }
  if (problems.length > 0) throw new DeclarationError(problems);
  return files;
}

/**
 * Rule files for Prometheus, one for each service that has alerts over metrics. Give only services that run: where a
 * server cannot be had, its TargetMissing would fire for ever.
 */
export function ruleFiles(services: readonly Service[], settings: ContentSettings): RuleFiles {
  return filesOf(services, settings, "promql");
}

/** Rule files for Loki's ruler, one for each service that has alerts over logs. */
export function logRuleFiles(services: readonly Service[], settings: ContentSettings): RuleFiles {
  return filesOf(services, settings, "logql");
}
