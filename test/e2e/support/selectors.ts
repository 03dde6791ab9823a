import { selectionsIn } from "../../../queries/selections";
import { syntaxErrors } from "../../../queries/syntax";

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
  if (syntaxErrors("promql", text).length > 0) throw new Error(`no PromQL: ${query}`);
  return selectionsIn("promql", text).map(({ name, matchers }) => {
    if (name === undefined) throw new Error(`a selector without a name: ${query}`);
    const owner = matchers.filter(({ label, operator }) => owners.includes(label) && operator === "=");
    const labels = matchers.map(({ label }) => label).filter((label) => !owners.includes(label));
    return {
      name,
      owner: Object.fromEntries(owner.map(({ label, value }) => [label, value])),
      labels: [...new Set(labels)].sort(),
    };
  });
}

/** As a selector of the series that has all these labels, whatever their values. */
export function printed({ name, owner, labels }: Selector): string {
  const matchers = [
    ...Object.entries(owner).map(([label, value]) => `${label}="${value}"`),
    ...labels.map((label) => `${label}!=""`),
  ];
  return `${name}{${matchers.join(",")}}`;
}
