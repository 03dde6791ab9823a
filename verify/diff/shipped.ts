import { parse } from "yaml";
import { z } from "zod";
import type { Labels } from "../series/series";

const files = z.record(z.string(), z.string());

/** What one state of the repository ships, as the servers read it. */
export const shippedSchema = z.object({
  rules: files,
  logRules: files,
  dashboards: files,
  routing: z.string(),
  /** Labels `environment` and `cluster`. */
  place: files,
});
export type Shipped = z.infer<typeof shippedSchema>;

const ruleSchema = z.looseObject({
  alert: z.string().optional(),
  record: z.string().optional(),
  expr: z.string(),
  labels: files.default({}),
});
const groupSchema = z.looseObject({
  name: z.string(),
  interval: z.string().optional(),
  rules: z.array(ruleSchema),
});
const fileSchema = z.looseObject({ groups: z.array(groupSchema) });

export type ShippedGroup = z.infer<typeof groupSchema>;
export type ShippedRule = z.infer<typeof ruleSchema>;

/** The groups of rule files, by their names, which are unlike all others. */
export function groupsIn(rules: Readonly<Record<string, string>>): ReadonlyMap<string, ShippedGroup> {
  const groups = Object.values(rules).flatMap((text) => fileSchema.parse(parse(text)).groups);
  return new Map(groups.map((group) => [group.name, group]));
}

/** An alert that may be sent, with the labels that its rule and its place give it. */
export interface SentAlert {
  readonly id: string;
  readonly labels: Labels;
}

/** Every alert of a state, by `group/name`. */
export function alertsSent({ rules, logRules, place }: Shipped): readonly SentAlert[] {
  const groups = [...groupsIn(rules).values(), ...groupsIn(logRules).values()];
  return groups.flatMap((group) =>
    group.rules.flatMap(({ alert, labels }) =>
      alert === undefined
        ? []
        : [{ id: `${group.name}/${alert}`, labels: { ...labels, ...place, alertname: alert } }],
    ),
  );
}
