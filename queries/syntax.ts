import { parser as logql } from "@grafana/lezer-logql";
import { parser as traceql } from "@grafana/lezer-traceql";
import { parser as promql } from "@prometheus-io/lezer-promql";

const parsers = { promql, logql, traceql };
/** A query language whose official grammar is at hand. */
export type Language = keyof typeof parsers;

/** The parts of a query that the official grammar of its language does not understand, each with its place; none for most. */
export function syntaxErrors(language: Language, query: string): readonly string[] {
  const errors: string[] = [];
  parsers[language].parse(query).iterate({
    enter: (node) => {
      if (node.type.isError) errors.push(`at ${node.from}: ${query.slice(node.from, node.from + 20)}`);
    },
  });
  return errors;
}
