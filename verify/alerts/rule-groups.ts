import { parse } from "yaml";
import { z } from "zod";
import type { RuleFiles } from "../../alerts/rules";
import { alertsOf } from "../../alerts/target-missing";
import type { Alert } from "../../declaration/alert";
import type { Service } from "../../declaration/service";
import { leaves } from "../../queries/expression";
import { isDuration, seconds } from "../../telemetry/units";

const ruleSchema = z.looseObject({
  alert: z.string(),
  expr: z.string(),
  labels: z.record(z.string(), z.string()).default({}),
  annotations: z.record(z.string(), z.string()).default({}),
});
const fileSchema = z.looseObject({
  groups: z.array(
    z.looseObject({ name: z.string(), interval: z.string().optional(), rules: z.array(ruleSchema) }),
  ),
});

/** A rule as it was generated, and the alert that it was generated from. */
export interface ProvenRule {
  readonly alert: Alert;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** A group of generated rules: what is evaluated together, at one interval. */
export interface ProvenGroup {
  readonly name: string;
  readonly service: Service;
  readonly intervalSeconds: number;
  readonly rules: readonly ProvenRule[];
  /** The group as a rule file of its own. */
  readonly file: unknown;
  /** The same with other expressions, one a rule. */
  fileWith(expressions: readonly string[]): unknown;
}

/** Seconds between two evaluations of a group that names no interval. */
export const defaultInterval = 15;

function intervalOf(interval: string | undefined): number {
  return interval !== undefined && isDuration(interval) ? seconds(interval) : defaultInterval;
}

/** Reads the generated rule files back: what is proven is what is shipped. */
export function groupsOf(files: RuleFiles, services: readonly Service[]): readonly ProvenGroup[] {
  return services.flatMap((service) => {
    const text = files[`${service.origin.system}.${service.origin.service}.yaml`];
    if (text === undefined) return [];
    const alerts = alertsOf(service);
    return fileSchema.parse(parse(text)).groups.map((group): ProvenGroup => {
      const rules = group.rules.map(({ alert: name, expr, labels }): ProvenRule => {
        const alert = alerts.find((one) => one.name === name);
        if (!alert) throw new Error(`${service.id}: the rule ${name} comes from no alert.`);
        return { alert, expr, labels };
      });
      const intervalSeconds = intervalOf(group.interval);
      const fileWith = (expressions: readonly string[]) => ({
        groups: [{ ...group, rules: group.rules.map((rule, i) => ({ ...rule, expr: expressions[i] })) }],
      });
      return { name: group.name, service, intervalSeconds, rules, file: { groups: [group] }, fileWith };
    });
  });
}

/** Names of the series that a group reads. */
export function seriesRead({ rules }: ProvenGroup): ReadonlySet<string> {
  const read = rules.flatMap(({ alert }) => leaves(alert.when.expression));
  // A quantile of a classic histogram reads its buckets.
  return new Set(read.flatMap((leaf) => (leaf.kind === "series" ? [leaf.series] : [])));
}

/** Services whose telemetry a group reads, by id. */
export function servicesRead({ rules }: ProvenGroup): ReadonlySet<string> {
  const read = rules.flatMap(({ alert }) => leaves(alert.when.expression));
  return new Set(read.map(({ origin }) => `${origin.system}/${origin.service}`));
}
