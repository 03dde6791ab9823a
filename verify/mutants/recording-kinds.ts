import type { Kind } from "./mutant";
import type { Rule } from "./rule-sites";
import { expression, ruleKind } from "./rule-sites";

/** A kind that changes one rule that records a series. */
function recordingKind(name: string, change: (rule: Rule) => Rule | null | undefined): Kind {
  return ruleKind(name, "rules", (rule) => (rule.record === undefined ? undefined : change(rule)));
}

/** Ways to break what is recorded. */
export const recordingKinds: readonly Kind[] = [
  recordingKind("recording dropped", () => null),
  recordingKind("recording of a wrong metric", (rule) =>
    expression(rule, (expr) => expr.replace(/\b([a-z][\w:]+)\{/, "$1_gone{")),
  ),
  recordingKind("recording over half the window", (rule) =>
    expression(rule, (expr) =>
      expr.replace(/\[(\d+)([mhd])/, (whole, n: string, unit: string) => {
        const seconds = (Number(n) / 2) * ({ m: 60, h: 3600, d: 86_400 }[unit] ?? Number.NaN);
        return Number.isInteger(seconds) ? `[${seconds}s` : whole;
      }),
    ),
  ),
];
