import { parser as logql } from "@grafana/lezer-logql";
import { parser as promql } from "@prometheus-io/lezer-promql";
import type { Matcher, MatchOperator } from "../telemetry/labels";

type Node = ReturnType<typeof promql.parse>["topNode"];

/** What a written query selects: the series of a name, or the lines of streams. */
export interface Selection {
  /** Of a metric; absent where the query names none, and in LogQL. */
  readonly name?: string;
  readonly matchers: readonly Matcher[];
}

/** The official grammar of a language, and what it calls the parts of a selection. */
const grammars = {
  promql: { parser: promql, selection: "VectorSelector", matcher: "UnquotedLabelMatcher" },
  logql: { parser: logql, selection: "Selector", matcher: "Matcher" },
} as const;

const operators: readonly MatchOperator[] = ["=", "!=", "=~", "!~"];

function matcherOf(text: string): readonly Matcher[] {
  const [, label = "", sign, literal = ""] = /^\s*(\w+)\s*(=~|!~|!=|=)\s*(.*?)\s*$/s.exec(text) ?? [];
  const operator = operators.find((one) => one === sign);
  if (operator === undefined) return [];
  // What is shipped is quoted as JSON does; what somebody broke has no value that any series could have.
  const value = literal.startsWith('"') ? String(JSON.parse(literal)) : literal;
  return [{ label, operator, value }];
}

/** Every selection in a query, left to right, with its variables filled in; what the grammar does not understand is left out. */
export function selectionsIn(language: keyof typeof grammars, query: string): readonly Selection[] {
  const { parser, selection, matcher } = grammars[language];
  const found: Selection[] = [];
  const text = ({ from, to }: Node) => query.slice(from, to);
  parser.parse(query).iterate({
    enter: ({ node, name }) => {
      if (name !== selection) return true;
      const matchers: Matcher[] = [];
      node.cursor().iterate((part) => {
        if (part.name === matcher) matchers.push(...matcherOf(text(part.node)));
      });
      const named = node.getChild("Identifier");
      found.push({ ...(named ? { name: text(named) } : {}), matchers });
      return false;
    },
  });
  return found;
}
