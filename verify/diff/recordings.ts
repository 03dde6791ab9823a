import { panelsOf } from "./panels";
import type { Shipped, ShippedRule } from "./shipped";
import { groupsIn } from "./shipped";

/** The rules of a state that record a series, by group, series and labels. */
function recordingsOf({ rules }: Shipped): ReadonlyMap<string, ShippedRule> {
  return new Map(
    [...groupsIn(rules)].flatMap(([group, { rules: all }]) =>
      all.flatMap((rule) => {
        const labels = Object.entries(rule.labels).map(([label, value]) => `${label}="${value}"`);
        return rule.record === undefined
          ? []
          : [[`${rule.record}{${labels.join(",")}} of ${group}`, rule] as const];
      }),
    ),
  );
}

function readers({ record, labels }: ShippedRule, state: Shipped): string {
  const reads = (text: string) =>
    text.includes(`${record}{`) &&
    Object.entries(labels).every(
      ([label, value]) => !text.includes(`${label}="`) || text.includes(`${label}="${value}"`),
    );
  const reading = [...panelsOf(state)].flatMap(([panel, questions]) =>
    questions.some(({ text }) => reads(text)) ? [panel] : [],
  );
  return reading.length > 0 ? `; panels read it: ${reading.join(", ")}` : "";
}

/**
 * Series that are recorded otherwise. Alerts are replayed over what each state records, panels over what is recorded
 * now: what reads such a series is named.
 */
export function changedRecordings(before: Shipped, after: Shipped): readonly string[] {
  const [was, is] = [recordingsOf(before), recordingsOf(after)];
  return [...new Map([...was, ...is])].flatMap(([name, rule]) => {
    const [old, now] = [was.get(name), is.get(name)];
    if (JSON.stringify(old) === JSON.stringify(now)) return [];
    const how = old ? (now ? "is recorded otherwise" : "is recorded no longer") : "is recorded now";
    return [`${name} ${how}${readers(rule, after)}`];
  });
}
