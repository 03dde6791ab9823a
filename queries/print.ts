import type { Matcher } from "../telemetry/labels";
import type { Origin } from "../telemetry/metrics";
import type { BinaryOperator, Expression, Grouping, LogNode, SeriesNode } from "./expression";
import { leaves } from "./expression";
import { quote } from "./quote";

/**
 * Labels of a Loki stream; every other field of a line is structured metadata and is filtered behind a pipe.
 * `level` is a stream label since it has five values and nearly every query names it.
 */
export const streamLabels: readonly string[] = ["system", "service", "environment", "cluster", "level"];

/** Binding strength, loosest first, as PromQL and LogQL have it. */
const precedence: Record<BinaryOperator, number> = {
  or: 1,
  and: 2,
  unless: 2,
  "==": 3,
  "!=": 3,
  "<=": 3,
  "<": 3,
  ">=": 3,
  ">": 3,
  "+": 4,
  "-": 4,
  "*": 5,
  "/": 5,
};

/** A number without the noise of binary fractions: `1 - 0.999` prints as 0.001. */
export function printNumber(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return "+Inf";
  if (value === Number.NEGATIVE_INFINITY) return "-Inf";
  return String(Number(value.toPrecision(12)));
}

function printMatcher({ label, operator, value }: Matcher): string {
  return `${label}${operator}${quote(value)}`;
}

function selector(origin: Origin, matchers: readonly Matcher[]): string {
  const own: readonly Matcher[] = [
    { label: "system", operator: "=", value: origin.system },
    { label: "service", operator: "=", value: origin.service },
  ];
  return `{${[...own, ...matchers].map(printMatcher).join(", ")}}`;
}

function window(node: SeriesNode | LogNode): string {
  const step = "step" in node && node.step ? `:${node.step}` : "";
  return (node.range ? `[${node.range}${step}]` : "") + (node.offset ? ` offset ${node.offset}` : "");
}

function printSeries(node: SeriesNode): string {
  return `${node.series}${selector(node.origin, node.matchers)}${window(node)}`;
}

/**
 * A field of a log line under the name by which Loki keeps it: what is neither letter nor digit becomes an underscore
 * (`LabelNamer` of prometheus/otlptranslator, in Loki's pkg/loghttp/push/otlp.go).
 */
export function storedField(field: string): string {
  return field.replace(/[^A-Za-z0-9]+/g, "_").replace(/^(?=\d)/, "key_");
}

/** The selection and its filters, without a range: what a logs panel shows. */
export function printLogSelection(node: LogNode): string {
  const labels = node.matchers.filter((m) => streamLabels.includes(m.label));
  const fields = node.matchers
    .filter((m) => !streamLabels.includes(m.label))
    .map((m) => ({ ...m, label: storedField(m.label) }));
  const lines = node.contains.map((text) => ` |= ${quote(text)}`);
  return selector(node.origin, labels) + lines.join("") + fields.map((m) => ` | ${printMatcher(m)}`).join("");
}

function printLogs(node: LogNode): string {
  return (
    printLogSelection(node) +
    // One line whose field is no number would fail the whole query, so such lines are left out.
    (node.unwrap ? ` | unwrap ${storedField(node.unwrap)} | __error__=""` : "") +
    (node.range ? " " : "") +
    window(node)
  );
}

function printGrouping({ grouping, of }: { grouping: Grouping; of: Expression }): string {
  const { mode, labels } = grouping;
  const names = leaves(of).some(({ kind }) => kind === "logs") ? labels.map(storedField) : labels;
  return mode === "by" && names.length === 0 ? "" : ` ${mode} (${names.join(", ")})`;
}

function operand(expression: Expression, parent: BinaryOperator, side: "left" | "right"): string {
  const text = printQuery(expression);
  if (expression.kind !== "binary") return text;
  const own = precedence[expression.operator];
  const looser = side === "left" ? own < precedence[parent] : own <= precedence[parent];
  // Mixed set operators and comparisons bind as one expects only for those who know the table: say it.
  return looser || precedence[parent] <= 3 ? `(${text})` : text;
}

function matching(on?: readonly string[], groupLeft?: readonly string[]): string {
  const left = groupLeft ? ` group_left (${groupLeft.join(", ")})` : "";
  return on ? ` on (${on.join(", ")})${left}` : left;
}

/** The expression as PromQL, or as LogQL where its leaves are log lines: the two share everything but the leaves. */
export function printQuery(expression: Expression): string {
  switch (expression.kind) {
    case "series":
      return printSeries(expression);
    case "logs":
      return printLogs(expression);
    case "number":
      return printNumber(expression.value);
    case "call": {
      const texts = (expression.texts ?? []).map((text) => quote(text));
      return `${expression.name}(${[...expression.args.map(printQuery), ...texts].join(", ")})`;
    }
    case "aggregate": {
      const parameter = expression.parameter === undefined ? "" : `${printNumber(expression.parameter)}, `;
      return `${expression.operator}${printGrouping(expression)} (${parameter}${printQuery(expression.of)})`;
    }
    case "binary": {
      const { operator, left, right, on, groupLeft } = expression;
      return `${operand(left, operator, "left")} ${operator}${matching(on, groupLeft)} ${operand(right, operator, "right")}`;
    }
  }
}
