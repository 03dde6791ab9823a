import { parseDocument, stringify } from "yaml";
import { z } from "zod";
import type { Problem } from "../declaration/problem";
import type { Service } from "../declaration/service";
import { severities } from "../declaration/team";
import { syntaxErrors } from "../queries/syntax";

const labels = z.record(z.string(), z.string()).default({});
const rule = z.looseObject({
  alert: z.string().min(1).optional(),
  record: z.string().min(1).optional(),
  expr: z.union([z.string(), z.number()]).transform(String),
  labels,
});
const groups = z.object({
  groups: z.array(z.looseObject({ name: z.string().min(1), rules: z.array(rule).min(1) })).min(1),
});
/** A rule file, or a PrometheusRule that holds one. */
const ruleFile = z.union([groups, z.object({ spec: groups }).transform(({ spec }) => spec)]);

type Rule = z.infer<typeof rule>;
type Groups = z.infer<typeof groups>["groups"];

/** A file with rules that a team already has. */
export interface RuleText {
  /** By which errors name it, and the file that comes of it. */
  readonly file: string;
  readonly text: string;
}

/** Whose a rule is: the routes lead by these. */
function ownerOf({ origin, owner }: Service): Record<string, string> {
  return { system: origin.system, service: origin.service, team: owner.name };
}

function problemsOf(
  place: string,
  { alert, record, expr, labels }: Rule,
  service: Service,
): readonly Problem[] {
  const problems: Problem[] = [];
  const refuse = (problem: string, fix: string) => problems.push({ place, problem, fix });
  if ((alert === undefined) === (record === undefined))
    refuse("is neither an alert nor a recording, or both", "give it `alert` or `record`");
  for (const error of syntaxErrors("promql", expr))
    refuse(`its query is no PromQL ${error}`, "mend it; `promtool check rules` says more");
  if (alert !== undefined && !severities.some((one) => one === labels.severity))
    refuse(
      `has the severity ${labels.severity ?? "(none)"}, by which nobody is told`,
      `label it with severity: ${severities.join(", ")}`,
    );
  if (service.alerts.some(({ name }) => name === alert))
    refuse(`${alert} is an alert that ${service.id} declares`, "rename one of them, or leave this one out");
  if (record?.startsWith("belfry:"))
    refuse(`${record} is a name of belfry's`, "record it under another name");
  for (const [name, value] of Object.entries(ownerOf(service)))
    if (labels[name] !== undefined && labels[name] !== value)
      refuse(`has the label ${name}="${labels[name]}", and its owner's is "${value}"`, "take the label away");
  return problems;
}

function owned(groups: Groups, file: string, service: Service): Groups {
  return groups.map((group) => ({
    ...group,
    // Two files may have a group of the same name.
    name: `${service.id}:imported:${file}:${group.name}`,
    rules: group.rules.map((one) => ({ ...one, labels: { ...one.labels, ...ownerOf(service) } })),
  }));
}

/** The file with the owner's labels on every rule; or everything that is wrong with it. */
export function importedRules(
  { file, text }: RuleText,
  service: Service,
): { readonly text: string } | { readonly problems: readonly Problem[] } {
  const refuse = (problem: string, fix: string) => ({ problems: [{ place: file, problem, fix }] });
  const document = parseDocument(text, { logLevel: "error" });
  const [broken] = document.errors;
  if (broken) return refuse(`is no YAML of one document: ${broken.message.split(/:?\n/)[0]}`, "mend it");
  const read = ruleFile.safeParse(document.toJS());
  if (!read.success)
    return refuse(
      "holds no rules: neither `groups` with rules nor a PrometheusRule",
      "take it out, or mend it",
    );
  const problems = read.data.groups.flatMap((group) =>
    group.rules.flatMap((one) =>
      problemsOf(`${file}, group ${group.name}, ${one.alert ?? one.record ?? "a rule"}`, one, service),
    ),
  );
  if (problems.length > 0) return { problems };
  const groups = owned(read.data.groups, file, service);
  return { text: `# Imported for ${service.id} from ${file}.\n${stringify({ groups }, { lineWidth: 0 })}` };
}
