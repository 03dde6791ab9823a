import { z } from "zod";
import type { Document } from "./documents";

/** A rule of somebody else's. */
export interface ForeignRule {
  readonly file: string;
  readonly group: string;
  readonly kind: "alert" | "recording";
  /** The alert's, or that of the recorded series. */
  readonly name: string;
  readonly expr: string;
  /** How long the condition must hold: `"15m"`. @default "0s" */
  readonly hold: string;
  readonly labels: Readonly<Record<string, string>>;
}

const ruleSchema = z.looseObject({
  alert: z.string().optional(),
  record: z.string().optional(),
  // YAML reads `expr: 1` as a number, and so does `for: 0`.
  expr: z.union([z.string(), z.number()]).transform(String),
  for: z.union([z.string(), z.number()]).transform(String).optional(),
  labels: z.record(z.string(), z.coerce.string()).nullish(),
});
const groupsSchema = z.looseObject({
  groups: z.array(z.looseObject({ name: z.string(), rules: z.array(ruleSchema).nullish() })),
});
const resourceSchema = z.looseObject({ spec: groupsSchema }).transform(({ spec }) => spec);
const isResource = z.looseObject({ kind: z.literal("PrometheusRule") });
const isFile = z.looseObject({ groups: z.unknown() });

/**
 * The rules in a document: a file of Prometheus' own, or the custom resource of its operator; none where it holds
 * something else. Throws where it should hold rules, and they are not what Prometheus reads.
 */
export function rulesOf({ file, content }: Document): readonly ForeignRule[] {
  const schema = isResource.safeParse(content).success
    ? resourceSchema
    : isFile.safeParse(content).success && groupsSchema;
  if (!schema) return [];
  const read = schema.safeParse(content);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new Error(
      `${issue?.path.join(".")}: ${issue?.message}. Fix: see what \`promtool check rules\` says`,
    );
  }
  return read.data.groups.flatMap(({ name: group, rules }) =>
    (rules ?? []).flatMap(({ alert, record, expr, for: hold = "0s", labels }): readonly ForeignRule[] => {
      const name = alert ?? record;
      if (name === undefined) return [];
      const kind = alert === undefined ? "recording" : "alert";
      return [{ file, group, kind, name, expr, hold: hold === "0" ? "0s" : hold, labels: labels ?? {} }];
    }),
  );
}

const unitSeconds: Readonly<Record<string, number>> = {
  ...{ ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800, y: 31_536_000 },
};

/** Seconds of a duration as Prometheus reads it: `1h30m`; undefined where it is none. */
export function foreignSeconds(duration: string): number | undefined {
  const parts = [...duration.matchAll(/(\d+)(ms|[smhdwy])/g)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join("") !== duration) return undefined;
  return parts.reduce((sum, [, amount, unit = ""]) => sum + Number(amount) * (unitSeconds[unit] ?? 0), 0);
}
