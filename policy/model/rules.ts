import type { File } from "./file";
import { at, items, knownText, notKnown, texts } from "./value";

/** An alerting rule of Prometheus or Loki. */
export interface Rule {
  readonly file: File;
  readonly name: string;
  readonly expression: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** The alerting rules of a file. */
export function rulesOf(file: File): readonly Rule[] {
  if (file.kind !== "rules" || file.data === notKnown) return [];
  const rules = items(at(file.data, "groups")).flatMap((group) => items(at(group, "rules")));
  return rules.flatMap((rule) => {
    const name = knownText(at(rule, "alert"));
    if (name === undefined) return [];
    return {
      file,
      name,
      expression: knownText(at(rule, "expr")) ?? "",
      labels: texts(at(rule, "labels")),
      annotations: texts(at(rule, "annotations")),
    };
  });
}

/** An alert that always fires, so that its absence is noticed. */
export function isHeartbeat({ name, expression }: Rule): boolean {
  return /^vector\(1\)$/.test(expression.trim()) || /^(Watchdog|Heartbeat|DeadMansSwitch)$/i.test(name);
}
