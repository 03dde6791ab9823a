import type { Alert, AlertFacts } from "./alert";
import type { Problem } from "./problem";

/** Classes of answers of HTTP are names, and no numbers of a rule. */
const names: readonly string[] = ["4xx", "5xx"];

/** The author's own words: every fact is left out. */
const wordsOnly: AlertFacts = {
  value: "",
  threshold: "",
  hold: "",
  range: "",
  ahead: "",
  quantile: "",
  percentile: "",
  label: () => "",
};

/** Numbers that somebody typed into an alert's texts: once the rule is changed, they lie. */
export function typedNumberProblems(place: string, alert: Alert): readonly Problem[] {
  return (["summary", "description"] as const).flatMap((part) => {
    const words = alert[part](wordsOnly).match(/\w*\d[\w.,%]*/g) ?? [];
    return words
      .filter((word) => !names.includes(word.replace(/\W+$/, "")))
      .map((word) => ({
        place: `${place}, ${part}`,
        problem: `says "${word}", a number that was typed`,
        fix: "take it from the rule: (f) => f.value, threshold, hold, range, ahead, quantile, percentile or label(…)",
      }));
  });
}
