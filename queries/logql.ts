import type { FieldSpecs, LogFacts, Logs } from "../telemetry/logs";
import type { CommonLabel } from "../telemetry/metrics";
import type { Duration } from "../telemetry/units";
import type { Expression, LogNode, Range } from "./expression";
import { printLogSelection } from "./print";
import type { Condition, Query } from "./query";
import { condition, query } from "./query";

export type LogQuery<N extends string = string> = Query<N, "logql">;
/** Labels that a query over log lines can group by: the fields, the level and what the stack adds. */
export type FieldsOf<F extends FieldSpecs> =
  | (keyof F & string)
  | "level"
  | Exclude<CommonLabel, "instance" | "job">;
type NumberFields<F extends FieldSpecs> = { [K in keyof F]: F[K] extends "number" ? K : never }[keyof F] &
  string;

function node(logs: LogFacts, range?: Range): LogNode {
  return {
    kind: "logs",
    origin: logs.origin,
    matchers: logs.matchers,
    contains: logs.contains,
    ...(range ? { range } : {}),
  };
}

function over<N extends string>(name: string, leaf: LogNode, perSecond = false): LogQuery<N> {
  const expression: Expression = { kind: "call", name, args: [leaf] };
  return query({ language: "logql", expression, measure: perSecond ? "count/s" : "count" });
}

/** How many lines there were in the range. Group before comparing: each distinct line is a series of its own. */
export function countOver<F extends FieldSpecs>(logs: Logs<F>, range: Range): LogQuery<FieldsOf<F>> {
  return over("count_over_time", node(logs, range));
}

/** Lines per second. */
export function logRate<F extends FieldSpecs>(logs: Logs<F>, range: Range): LogQuery<FieldsOf<F>> {
  return over("rate", node(logs, range), true);
}

/** Sum of a number field over the lines of the range. */
export function sumOver<F extends FieldSpecs>(
  logs: Logs<F>,
  field: NumberFields<F>,
  range: Range,
): LogQuery<FieldsOf<F>> {
  return over("sum_over_time", { ...node(logs, range), unwrap: field });
}

/** Holds when no line came in the range. */
export function noLines<F extends FieldSpecs>(
  logs: Logs<F>,
  range: Duration,
): Condition<FieldsOf<F>, "logql"> {
  const expression: Expression = { kind: "call", name: "absent_over_time", args: [node(logs, range)] };
  return condition({ language: "logql", expression, measure: "count" }, undefined);
}

/** The lines themselves, for a logs panel or a link. */
export interface LogLines {
  readonly language: "loglines";
  readonly selection: LogNode;
}

export function lines<F extends FieldSpecs>(logs: Logs<F>): LogLines {
  return { language: "loglines", selection: node(logs) };
}

export function printLines(logLines: LogLines): string {
  return printLogSelection(logLines.selection);
}
