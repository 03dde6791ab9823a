import type { Kind } from "./mutant";
import { expression, ruleKind, scaled } from "./rule-sites";

/** Ways to break shipped rules over logs. */
export const logRuleKinds: readonly Kind[] = [
  ruleKind("log rule with a threshold × 10", "logRules", scaled(10)),
  ruleKind("log rule of other lines", "logRules", (rule) =>
    expression(rule, (expr) =>
      expr.replace(/\|= "[^"]*"/, '|= "another"').replace(/level="[^"]*"/, 'level="debug"'),
    ),
  ),
  ruleKind("log rule over another range", "logRules", (rule) =>
    expression(rule, (expr) =>
      expr.replace(/\[(\d+)([mh])\]/g, (_, n: string, unit: string) => `[${Number(n) * 20}${unit}]`),
    ),
  ),
];
