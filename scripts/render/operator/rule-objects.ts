import { parse, stringify } from "yaml";
import { z } from "zod";
import type { RuleFiles } from "../../../alerts/rules";
import { configMap } from "./config-map";
import { type ContentObject, nameOf } from "./content-object";

type Labels = Readonly<Record<string, string>>;

const labelled = z.record(z.string(), z.string()).optional();
const ruleFile = z.object({
  groups: z.array(
    z.looseObject({ rules: z.array(z.looseObject({ alert: z.string().optional(), labels: labelled })) }),
  ),
});

/** The groups of a rule file. Somebody else's server has external labels of its own: these go on each alert. */
function groupsOf(text: string, labels: Labels) {
  const { groups } = ruleFile.parse(parse(text));
  return groups.map((group) => ({
    ...group,
    rules: group.rules.map((rule) =>
      rule.alert === undefined ? rule : { ...rule, labels: { ...rule.labels, ...labels } },
    ),
  }));
}

/** A PrometheusRule for each rule file. */
export function ruleObjects(files: RuleFiles, labels: Labels): readonly ContentObject[] {
  return Object.entries(files).map(([file, text]) => ({
    apiVersion: "monitoring.coreos.com/v1",
    kind: "PrometheusRule",
    metadata: { name: nameOf(file) },
    spec: { groups: groupsOf(text, labels) },
  }));
}

/** A ConfigMap for each file of rules over logs, with the label that the sidecar of Loki's chart knows. */
export function logRuleObjects(files: RuleFiles, labels: Labels): readonly ContentObject[] {
  return Object.entries(files).map(([file, text]) => {
    const data = { [file]: stringify({ groups: groupsOf(text, labels) }, { lineWidth: 0 }) };
    return configMap(nameOf(`log-rules-${file}`), data, { labels: { loki_rule: "1" } });
  });
}
