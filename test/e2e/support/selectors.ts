import { parser } from "@prometheus-io/lezer-promql";

/** A series that a query asks for: its name, whose it is, and every label that the query relies on. */
export interface Selector {
  readonly name: string;
  readonly owner: Readonly<Record<string, string>>;
  readonly labels: readonly string[];
}

const owners = ["system", "service"];

/** Every series that a PromQL expression selects; Grafana's own variables in it are taken for some value. */
export function selectorsOf(query: string): readonly Selector[] {
  const text = query
    .replace(/\$__(rate_interval|interval|range)\b/g, "5m")
    .replace(/\$\{[^}]*\}|\$\w+/g, "x");
  const found: Selector[] = [];
  const cut = (node: { from: number; to: number }) => text.slice(node.from, node.to);
  parser.parse(text).iterate({
    enter: ({ node, type }) => {
      if (type.isError) throw new Error(`no PromQL: ${query}`);
      if (type.name !== "VectorSelector") return;
      const identifier = node.getChild("Identifier");
      if (!identifier) throw new Error(`a selector without a name: ${query}`);
      const matchers = (node.getChild("LabelMatchers")?.getChildren("UnquotedLabelMatcher") ?? []).map(
        (one) => ({
          label: cut(one.getChild("LabelName") ?? one),
          equal: one.getChild("MatchOp")?.getChild("EqlSingle") !== null,
          value: JSON.parse(cut(one.getChild("StringLiteral") ?? one)) as string,
        }),
      );
      const owner = matchers.filter(({ label, equal }) => owners.includes(label) && equal);
      const labels = matchers.map(({ label }) => label).filter((label) => !owners.includes(label));
      found.push({
        name: cut(identifier),
        owner: Object.fromEntries(owner.map(({ label, value }) => [label, value])),
        labels: [...new Set(labels)].sort(),
      });
    },
  });
  return found;
}

/** As a selector of the series that has all these labels, whatever their values. */
export function printed({ name, owner, labels }: Selector): string {
  const matchers = [
    ...Object.entries(owner).map(([label, value]) => `${label}="${value}"`),
    ...labels.map((label) => `${label}!=""`),
  ];
  return `${name}{${matchers.join(",")}}`;
}
