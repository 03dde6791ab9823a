import { parser as logql } from "@grafana/lezer-logql";
import { parser as traceql } from "@grafana/lezer-traceql";
import { parser as promql } from "@prometheus-io/lezer-promql";

import { syntaxErrors as errorsOf, type Language } from "../../queries/syntax";

const parsers = { promql, logql, traceql };
export type Grammar = Language;
type SyntaxNode = ReturnType<typeof promql.parse>["topNode"];

/** What Grafana fills in before a server sees a query. */
function asSent(text: string): string {
  return text.replaceAll(/\$__(rate_interval|auto|range)/g, "5m");
}

/** The parts of the query that the official grammar of its language does not understand. */
export function syntaxErrors(language: Grammar, text: string): readonly string[] {
  return errorsOf(language, asSent(text));
}

function children(node: SyntaxNode): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) found.push(child);
  return found;
}

/** The string literals of the query, as the official grammar delimits them. */
export function stringLiterals(language: Grammar, query: string): readonly string[] {
  const literals: string[] = [];
  parsers[language].parse(query).iterate({
    enter: (node) => {
      if (node.name === "StringLiteral" || node.name === "String")
        literals.push(query.slice(node.from, node.to));
    },
  });
  return literals;
}

/** How the official PromQL grammar reads the query: the same text with every operation in brackets. */
export function readPromql(text: string): string {
  const read = (node: SyntaxNode): string => {
    if (node.name === "ParenExpr") return children(node).map(read).join("");
    if (node.name === "BinaryExpr") return `(${children(node).map(read).join(" ")})`;
    // A negative number is one number, whether the grammar saw its sign apart or not.
    if (node.name === "UnaryExpr" || children(node).length === 0) return text.slice(node.from, node.to);
    return `${node.name}[${children(node).map(read).join(" ")}]`;
  };
  return read(promql.parse(text).topNode);
}
