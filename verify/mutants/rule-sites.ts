import { parse, stringify } from "yaml";
import { z } from "zod";
import type { Content } from "../content";
import type { Kind } from "./mutant";

const texts = z.record(z.string(), z.string());
const ruleSchema = z.looseObject({
  alert: z.string().optional(),
  record: z.string().optional(),
  expr: z.string(),
  for: z.string().optional(),
  labels: texts.default({}),
  annotations: texts.optional(),
});
const fileSchema = z.looseObject({
  groups: z.array(z.looseObject({ name: z.string(), rules: z.array(ruleSchema) })),
});
export type Rule = z.infer<typeof ruleSchema>;

/** Rules of Prometheus, or those over logs of Loki's ruler. */
type Files = "rules" | "logRules";

/** A kind that changes one shipped rule; a change that gives undefined does not apply, null drops the rule. */
export function ruleKind(name: string, files: Files, change: (rule: Rule) => Rule | null | undefined): Kind {
  return {
    name,
    area: "alerts",
    sites: (content) =>
      Object.entries(content[files]).flatMap(([file, text]) => {
        const parsed = fileSchema.parse(parse(text));
        return parsed.groups.flatMap((group, g) =>
          group.rules.flatMap((rule, r) => {
            const changed = change(rule);
            if (changed === undefined) return [];
            const rules = group.rules.flatMap((one, i) => (i === r ? (changed ?? []) : [one]));
            const groups = parsed.groups.map((one, i) => (i === g ? { ...one, rules } : one));
            return [
              {
                subject: `${file}: ${rule.alert ?? `${rule.record} of ${rule.labels.slo}`}`,
                break: () => withRules(content, files, file, { ...parsed, groups }),
              },
            ];
          }),
        );
      }),
  };
}

function withRules(content: Content, files: Files, file: string, changed: unknown): Content {
  const text = stringify(changed, { lineWidth: 0 });
  return { ...content, [files]: { ...content[files], [file]: text } };
}

/** The rule with its expression changed, if that changes it. */
export function expression(rule: Rule, change: (expr: string) => string): Rule | undefined {
  const expr = change(rule.expr);
  return expr === rule.expr ? undefined : { ...rule, expr };
}

/** The last number that something is compared with. */
export const comparison = /(>=|<=|==|>|<) (-?[\d.e+-]+)(?!.*(?:>=|<=|==|>|<) )/s;

/** The rule with the number that it compares with last so many times as large. */
export function scaled(factor: number) {
  return (rule: Rule) =>
    expression(rule, (expr) =>
      expr.replace(comparison, (whole, operator: string, number: string) =>
        Number(number) === 0 ? whole : `${operator} ${Number(number) * factor}`,
      ),
    );
}
