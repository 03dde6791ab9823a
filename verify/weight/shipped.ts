import { parse } from "yaml";
import { z } from "zod";
import { matches } from "../../declaration/effects";
import type { Selection } from "../../queries/selections";
import { selectionsIn } from "../../queries/selections";
import type { Content } from "../content";
import { ownerOf } from "../panels/prove";
import { interpolated } from "../panels/questions";

/** A query as it is shipped. */
interface Query {
  /** `system/service` of the file that holds it, or `dashboards` of one that is about no single service. */
  readonly owner: string;
  readonly language: "promql" | "logql";
  readonly expr: string;
}

/** A rule as its server reads it; it records a series or raises an alert. */
export interface ShippedRule extends Query {
  readonly record?: string | undefined;
  readonly alert?: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
}

/** What a shipped query selects. */
export interface Reading extends Selection, Pick<Query, "owner" | "language"> {
  /** The rule that asks; absent for a dashboard's query. */
  readonly rule?: ShippedRule;
}

const ruleSchema = z.looseObject({
  record: z.string().optional(),
  alert: z.string().optional(),
  expr: z.string(),
  labels: z.record(z.string(), z.string()).default({}),
});
const ruleFileSchema = z.looseObject({ groups: z.array(z.looseObject({ rules: z.array(ruleSchema) })) });

function rulesIn(files: Content["rules"], language: Query["language"]): readonly ShippedRule[] {
  return Object.entries(files).flatMap(([file, text]) => {
    // A file is named after the service that it belongs to.
    const owner = file.split(".").slice(0, 2).join("/");
    const { groups } = ruleFileSchema.parse(parse(text));
    return groups.flatMap(({ rules }) => rules.map((rule) => ({ ...rule, owner, language })));
  });
}

/** Every rule of every shipped file. */
export function shippedRules({ rules, logRules }: Content): readonly ShippedRule[] {
  return [...rulesIn(rules, "promql"), ...rulesIn(logRules, "logql")];
}

const asking = z.looseObject({
  expr: z.string().optional(),
  datasource: z.looseObject({ type: z.string().optional() }).optional(),
});
const dashboardSchema = z.looseObject({
  panels: z.array(z.looseObject({ targets: z.array(asking).default([]) })),
  annotations: z.looseObject({ list: z.array(asking).default([]) }),
  templating: z.looseObject({ list: z.array(z.looseObject({ query: z.string() })).default([]) }),
});

/** Questions of panels, marks over graphs, and where the values of variables come from. */
function dashboardQueries({ pages, dashboards }: Content): readonly Query[] {
  const owners = new Map(pages.map((page) => [page.file, ownerOf(page)]));
  return Object.entries(dashboards).flatMap(([file, json]) => {
    const { panels, annotations, templating } = dashboardSchema.parse(JSON.parse(json));
    const asked = [...panels.flatMap(({ targets }) => targets), ...annotations.list];
    const values = templating.list.map(({ query }) => ({
      expr: /^label_values\((.*), \w+\)$/s.exec(query)?.[1],
    }));
    return [...asked, ...values].flatMap(({ expr, ...one }) => {
      const loki = "datasource" in one && one.datasource?.type === "loki";
      const owner = owners.get(file) ?? "dashboards";
      return expr === undefined ? [] : [{ owner, expr, language: loki ? "logql" : "promql" } as const];
    });
  });
}

/** Everything that shipped rules and dashboards select, taken from their text by the grammars of the two languages. */
export function readingsOf(content: Content, rules: readonly ShippedRule[]): readonly Reading[] {
  const known = new Map<string, readonly Selection[]>();
  const selected = ({ language, expr }: Query): readonly Selection[] => {
    const found =
      known.get(expr) ?? selectionsIn(language, interpolated(expr, {}, { step: 60, range: 3600 }));
    known.set(expr, found);
    return found;
  };
  const read = (query: Query) =>
    selected(query).map((one) => ({ ...one, owner: query.owner, language: query.language }));
  return [
    ...rules.flatMap((rule) => read(rule).map((one) => ({ ...one, rule }))),
    ...dashboardQueries(content).flatMap(read),
  ];
}

/** Does the selection read what the rule records? Of labels that the rule does not set itself nothing is said. */
export function isRead({ record, labels }: ShippedRule, { name, matchers }: Selection): boolean {
  const told = matchers.filter(({ label }) => label in labels);
  return record !== undefined && name === record && matches(told, labels);
}
