import { parse } from "yaml";
import { z } from "zod";
import type { RuleFiles } from "../../alerts/rules";
import type { Recording } from "../../alerts/slo-recordings";
import { budgetRecording, burnRecordings } from "../../alerts/slo-recordings";
import { alertsOf } from "../../alerts/target-missing";
import type { Alert } from "../../declaration/alert";
import type { Service } from "../../declaration/service";
import { leaves } from "../../queries/expression";
import { printQuery } from "../../queries/print";
import { isDuration, seconds } from "../../telemetry/units";

const ruleSchema = z.looseObject({
  /** A rule without it records a series. */
  alert: z.string().optional(),
  record: z.string().optional(),
  expr: z.string(),
  for: z.string().optional(),
  labels: z.record(z.string(), z.string()).default({}),
  annotations: z.record(z.string(), z.string()).default({}),
});
const fileSchema = z.looseObject({
  groups: z.array(
    z.looseObject({ name: z.string(), interval: z.string().optional(), rules: z.array(ruleSchema) }),
  ),
});

type Group = z.infer<typeof fileSchema>["groups"][number];

/** Groups as promtool reads them. */
export interface RuleFile {
  readonly groups: readonly Group[];
}

/** Every name in expressions: those of the series that they read among them. */
export function namesIn(...texts: readonly string[]): ReadonlySet<string> {
  return new Set(texts.flatMap((text) => text.match(/[a-zA-Z_:][\w:]*/g) ?? []));
}

/** A rule as it was generated, and the alert that it was generated from. */
export interface ProvenRule {
  readonly alert: Alert;
  readonly expr: string;
  /** The expression as the declaration has it. */
  readonly declared: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Its `for`, as it is shipped. */
  readonly hold?: string;
}

/** A group of generated rules: what is evaluated together, at one interval. */
export interface ProvenGroup {
  readonly name: string;
  readonly service: Service;
  readonly intervalSeconds: number;
  readonly rules: readonly ProvenRule[];
  /** It records what its alerts read, and those look back for hours and days. */
  readonly ofSlos: boolean;
  /** Every name in its expressions, shipped and declared: those of the series that it reads among them. */
  readonly reads: ReadonlySet<string>;
  /** The group as a rule file of its own. */
  readonly file: RuleFile;
  /** The group with some of its alerts only, and all that it records. */
  only(alerts: ReadonlySet<string>): ProvenGroup;
  /** The same with other expressions, one a rule. */
  fileWith(expressions: readonly string[]): RuleFile;
}

/** Seconds between two evaluations of a group that names no interval. */
export const defaultInterval = 15;

function intervalOf(interval: string | undefined): number {
  return interval !== undefined && isDuration(interval) ? seconds(interval) : defaultInterval;
}

/** Rule files of a service: its own alerts, and those of its SLOs. */
function filesOf(files: RuleFiles, { origin }: Service): readonly string[] {
  const names = ["", ".slo"].map((part) => `${origin.system}.${origin.service}${part}.yaml`);
  return names.flatMap((name) => files[name] ?? []);
}

/** Reads the generated rule files back: what is proven is what is shipped. Groups that only record raise no alert. */
export function groupsOf(files: RuleFiles, services: readonly Service[]): readonly ProvenGroup[] {
  return services.flatMap((service) => {
    const alerts = alertsOf(service);
    const groups = filesOf(files, service).flatMap((text) => fileSchema.parse(parse(text)).groups);
    return groups.flatMap((group) => {
      const proven = provenGroup(group, service, alerts);
      return proven.rules.length > 0 ? [proven] : [];
    });
  });
}

/** Every series that a service's SLOs record, as declared, in the order in which they are evaluated. */
export function declaredRecordings(service: Service): readonly Recording[] {
  const slos = service.slos ?? [];
  return [
    ...slos.flatMap((slo) => burnRecordings(service, slo)),
    ...slos.map((slo) => budgetRecording(service, slo)),
  ];
}

/** The rules of a service that record a series, as they are shipped. */
export function shippedRecordings(files: RuleFiles, service: Service): Group["rules"] {
  const groups = filesOf(files, service).flatMap((text) => fileSchema.parse(parse(text)).groups);
  return groups.flatMap(({ rules }) => rules.filter(({ alert }) => alert === undefined));
}

function provenGroup(group: Group, service: Service, alerts: readonly Alert[]): ProvenGroup {
  const rules = group.rules.flatMap(({ alert: name, expr, labels, for: hold }): readonly ProvenRule[] => {
    if (name === undefined) return [];
    const alert = alerts.find((one) => one.name === name);
    if (!alert) throw new Error(`${service.id}: the rule ${name} comes from no alert.`);
    const declared = printQuery(alert.when.expression);
    return [{ alert, expr, declared, labels, ...(hold === undefined ? {} : { hold }) }];
  });
  const ofSlos = group.rules.some(({ alert }) => alert === undefined);
  const recorded = ofSlos ? declaredRecordings(service).map(({ of }) => printQuery(of.expression)) : [];
  const texts = [
    ...group.rules.map(({ expr }) => expr),
    ...rules.map(({ declared }) => declared),
    ...recorded,
  ];
  const withRules = (changed: Group["rules"]) => ({ ...group, rules: changed });
  return {
    name: group.name,
    service,
    intervalSeconds: intervalOf(group.interval),
    rules,
    ofSlos,
    reads: namesIn(...texts),
    file: { groups: [group] },
    only: (names) => {
      const kept = group.rules.filter(({ alert }) => alert === undefined || names.has(alert));
      return provenGroup(withRules(kept), service, alerts);
    },
    fileWith: (expressions) => ({
      groups: [withRules(group.rules.map((rule, i) => ({ ...rule, expr: expressions[i] ?? rule.expr })))],
    }),
  };
}

/** Services whose telemetry a group reads, by id. */
export function servicesRead({ rules }: Pick<ProvenGroup, "rules">): ReadonlySet<string> {
  const read = rules.flatMap(({ alert }) => leaves(alert.when.expression));
  return new Set(read.map(({ origin }) => `${origin.system}/${origin.service}`));
}
