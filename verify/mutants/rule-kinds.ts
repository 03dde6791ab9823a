import { parse, stringify } from "yaml";
import { z } from "zod";
import type { Content } from "../content";
import type { Kind } from "./mutant";

const texts = z.record(z.string(), z.string());
const ruleSchema = z.looseObject({
  alert: z.string().optional(),
  expr: z.string(),
  for: z.string().optional(),
  labels: texts.default({}),
  annotations: texts.default({}),
});
const fileSchema = z.looseObject({
  groups: z.array(z.looseObject({ name: z.string(), rules: z.array(ruleSchema) })),
});
type Rule = z.infer<typeof ruleSchema>;

/** A kind that changes one shipped rule; a change that gives undefined does not apply, null drops the rule. */
function ruleKind(name: string, change: (rule: Rule) => Rule | null | undefined): Kind {
  return {
    name,
    area: "alerts",
    sites: (content) =>
      Object.entries(content.rules).flatMap(([file, text]) => {
        const parsed = fileSchema.parse(parse(text));
        return parsed.groups.flatMap((group, g) =>
          group.rules.flatMap((rule, r) => {
            const changed = rule.alert === undefined ? undefined : change(rule);
            if (changed === undefined) return [];
            const rules = group.rules.flatMap((one, i) => (i === r ? (changed ?? []) : [one]));
            const groups = parsed.groups.map((one, i) => (i === g ? { ...one, rules } : one));
            return [
              {
                subject: `${file}: ${rule.alert}`,
                break: () => withRules(content, file, { ...parsed, groups }),
              },
            ];
          }),
        );
      }),
  };
}

function withRules(content: Content, file: string, changed: unknown): Content {
  return { ...content, rules: { ...content.rules, [file]: stringify(changed, { lineWidth: 0 }) } };
}

/** The rule with its expression changed, if that changes it. */
function expression(rule: Rule, change: (expr: string) => string): Rule | undefined {
  const expr = change(rule.expr);
  return expr === rule.expr ? undefined : { ...rule, expr };
}

/** The last number that something is compared with. */
const comparison = /(>=|<=|==|>|<) (-?[\d.e+-]+)(?!.*(?:>=|<=|==|>|<) )/s;

function scaled(factor: number) {
  return (rule: Rule) =>
    expression(rule, (expr) =>
      expr.replace(comparison, (whole, operator: string, number: string) =>
        Number(number) === 0 ? whole : `${operator} ${Number(number) * factor}`,
      ),
    );
}

const opposite: Readonly<Record<string, string>> = { ">": "<", "<": ">", ">=": "<", "<=": ">", "==": "!=" };

/** With the threshold itself, or without it. */
const nextTo: Readonly<Record<string, string>> = { ">": ">=", "<": "<=", ">=": ">", "<=": "<" };

function holdTimes(factor: number, rule: Rule): Rule | undefined {
  const [, amount, unit] = /^(\d+)(\w+)$/.exec(rule.for ?? "") ?? [];
  return amount === undefined ? undefined : { ...rule, for: `${Number(amount) * factor}${unit}` };
}

function annotation(rule: Rule, part: string, change: (text: string) => string): Rule | undefined {
  const text = rule.annotations[part];
  if (text === undefined || change(text) === text) return undefined;
  return { ...rule, annotations: { ...rule.annotations, [part]: change(text) } };
}

/** Ways to break shipped rules. */
export const ruleKinds: readonly Kind[] = [
  ruleKind("threshold × 10", scaled(10)),
  ruleKind("threshold ÷ 10", scaled(0.1)),
  ruleKind("comparison turned round", (rule) =>
    expression(rule, (expr) =>
      expr.replace(comparison, (_, operator: string, number: string) => `${opposite[operator]} ${number}`),
    ),
  ),
  ruleKind("threshold taken in or left out", (rule) =>
    expression(rule, (expr) =>
      expr.replace(comparison, (whole, operator: string, number: string) =>
        operator in nextTo ? `${nextTo[operator]} ${number}` : whole,
      ),
    ),
  ),
  ruleKind("threshold a hundredth off", scaled(1.01)),
  ruleKind("wrong metric", (rule) => expression(rule, (expr) => expr.replace(/\b([a-z]\w+)\{/, "$1_gone{"))),
  ruleKind("wrong service", (rule) =>
    expression(rule, (expr) => expr.replace(/service="[^"]*"/, 'service="another"')),
  ),
  ruleKind("wrong label value", (rule) =>
    expression(rule, (expr) => expr.replace(/(service="[^"]*", \w+=~?")[^"]*"/, '$1nothing"')),
  ),
  ruleKind("range × 20", (rule) =>
    expression(rule, (expr) =>
      expr.replace(/\[(\d+)([smh])\]/, (_, n: string, unit: string) => `[${Number(n) * 20}${unit}]`),
    ),
  ),
  ruleKind("for × 100", (rule) => holdTimes(100, rule)),
  ruleKind("for doubled", (rule) => holdTimes(2, rule)),
  ruleKind("for dropped", (rule) => (rule.for === undefined ? undefined : { ...rule, for: "0s" })),
  ruleKind("wrong severity", (rule) => ({
    ...rule,
    labels: { ...rule.labels, severity: rule.labels.severity === "critical" ? "warning" : "critical" },
  })),
  ruleKind("wrong team", (rule) => ({ ...rule, labels: { ...rule.labels, team: "nobody" } })),
  ruleKind("wrong number in a text", (rule) =>
    annotation(rule, "description", (text) => text.replace(/\b\d+(?=[^{}]*(?:\{\{|$))/, "77")),
  ),
  ruleKind("value left out of a text", (rule) =>
    annotation(rule, "description", (text) => text.replace(/\{\{[^}]*\$value[^}]*\}\}/, "some")),
  ),
  ruleKind("dead runbook link", (rule) =>
    annotation(rule, "runbook_url", () => "http://runbooks.invalid/none.md"),
  ),
  ruleKind("rule dropped", () => null),
];
