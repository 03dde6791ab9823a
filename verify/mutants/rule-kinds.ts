import type { Kind } from "./mutant";
import type { Rule } from "./rule-sites";
import { comparison, expression, ruleKind, scaled } from "./rule-sites";

const opposite: Readonly<Record<string, string>> = { ">": "<", "<": ">", ">=": "<", "<=": ">", "==": "!=" };

/** With the threshold itself, or without it. */
const nextTo: Readonly<Record<string, string>> = { ">": ">=", "<": "<=", ">=": ">", "<=": "<" };

function holdTimes(factor: number, rule: Rule): Rule | undefined {
  const [, amount, unit] = /^(\d+)(\w+)$/.exec(rule.for ?? "") ?? [];
  return amount === undefined ? undefined : { ...rule, for: `${Number(amount) * factor}${unit}` };
}

function annotation(rule: Rule, part: string, change: (text: string) => string): Rule | undefined {
  const text = rule.annotations?.[part];
  if (text === undefined || change(text) === text) return undefined;
  return { ...rule, annotations: { ...rule.annotations, [part]: change(text) } };
}

/** A kind that changes one rule of an alert over metrics. */
function alertKind(name: string, change: (rule: Rule) => Rule | null | undefined): Kind {
  return ruleKind(name, "rules", (rule) => (rule.alert === undefined ? undefined : change(rule)));
}

/** Ways to break shipped rules. */
export const ruleKinds: readonly Kind[] = [
  alertKind("threshold × 10", scaled(10)),
  alertKind("threshold ÷ 10", scaled(0.1)),
  alertKind("comparison turned round", (rule) =>
    expression(rule, (expr) =>
      expr.replace(comparison, (_, operator: string, number: string) => `${opposite[operator]} ${number}`),
    ),
  ),
  alertKind("threshold taken in or left out", (rule) =>
    expression(rule, (expr) =>
      expr.replace(comparison, (whole, operator: string, number: string) =>
        operator in nextTo ? `${nextTo[operator]} ${number}` : whole,
      ),
    ),
  ),
  alertKind("threshold a hundredth off", scaled(1.01)),
  alertKind("wrong metric", (rule) => expression(rule, (expr) => expr.replace(/\b([a-z]\w+)\{/, "$1_gone{"))),
  alertKind("wrong service", (rule) =>
    expression(rule, (expr) => expr.replace(/service="[^"]*"/, 'service="another"')),
  ),
  alertKind("wrong label value", (rule) =>
    expression(rule, (expr) => expr.replace(/(service="[^"]*", \w+=~?")[^"]*"/, '$1nothing"')),
  ),
  alertKind("range × 20", (rule) =>
    expression(rule, (expr) =>
      expr.replace(/\[(\d+)([smh])(?=[\]:])/, (_, n: string, unit: string) => `[${Number(n) * 20}${unit}`),
    ),
  ),
  alertKind("for × 100", (rule) => holdTimes(100, rule)),
  alertKind("for doubled", (rule) => holdTimes(2, rule)),
  alertKind("for dropped", (rule) => (rule.for === undefined ? undefined : { ...rule, for: "0s" })),
  alertKind("wrong severity", (rule) => ({
    ...rule,
    labels: { ...rule.labels, severity: rule.labels.severity === "critical" ? "warning" : "critical" },
  })),
  alertKind("wrong team", (rule) => ({ ...rule, labels: { ...rule.labels, team: "nobody" } })),
  alertKind("wrong number in a text", (rule) =>
    annotation(rule, "description", (text) => text.replace(/\b\d+(?=[^{}]*(?:\{\{|$))/, "77")),
  ),
  alertKind("value left out of a text", (rule) =>
    annotation(rule, "description", (text) => text.replace(/\{\{[^}]*\$value[^}]*\}\}/, "some")),
  ),
  alertKind("dead runbook link", (rule) =>
    annotation(rule, "runbook_url", () => "http://runbooks.invalid/none.md"),
  ),
  alertKind("rule dropped", () => null),
];
