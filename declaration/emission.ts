import type { LabelSpecs, LabelValues } from "../telemetry/labels";
import type { FieldSpecs, FieldValues, Level, LogFacts, Logs } from "../telemetry/logs";
import type { Histogram, Metric, MetricFacts } from "../telemetry/metrics";
import type { Spans } from "../telemetry/spans";

/** One thing that a service sends when something happens in it. Made by the functions below, which check labels. */
export type Emission =
  | {
      readonly kind: "count";
      readonly metric: MetricFacts;
      readonly labels: Record<string, string>;
      readonly by: number;
    }
  | {
      readonly kind: "observe";
      readonly metric: MetricFacts;
      readonly labels: Record<string, string>;
      readonly value: number;
    }
  | {
      readonly kind: "set";
      readonly metric: MetricFacts;
      readonly labels: Record<string, string>;
      readonly value: number;
    }
  | {
      readonly kind: "log";
      readonly logs: LogFacts;
      readonly level: Level;
      readonly message: string;
      readonly fields: Record<string, string | number>;
    }
  | {
      readonly kind: "span";
      readonly name: string;
      readonly attributes: Record<string, string | number>;
      readonly share: number;
    };

/** A counter grows. */
export function count<L extends LabelSpecs>(
  metric: Metric<"counter", L>,
  labels: LabelValues<L>,
  by = 1,
): Emission {
  return { kind: "count", metric, labels: { ...labels }, by };
}

/** A histogram observes a value, in the metric's unit. */
export function observe<L extends LabelSpecs, B extends number>(
  metric: Histogram<L, B>,
  labels: LabelValues<L>,
  value: number,
): Emission {
  return { kind: "observe", metric, labels: { ...labels }, value };
}

/** A gauge is set. */
export function set<L extends LabelSpecs>(
  metric: Metric<"gauge", L>,
  labels: LabelValues<L>,
  value: number,
): Emission {
  return { kind: "set", metric, labels: { ...labels }, value };
}

/** A line is logged; the correlation field is filled in by whoever plays the event unless it is given. */
export function logLine<F extends FieldSpecs>(
  logs: Logs<F>,
  line: { level: Level; message: string; fields?: FieldValues<F> },
): Emission {
  const fields: Record<string, string | number> = {};
  for (const [key, value] of Object.entries(line.fields ?? {})) {
    if (typeof value === "string" || typeof value === "number") fields[key] = value;
  }
  return { kind: "log", logs, level: line.level, message: line.message, fields };
}

/** A child span that takes `share` (0–1) of the request's time. */
export function span<N extends string, A extends string>(
  _of: Spans<N, A>,
  name: NoInfer<N>,
  share: number,
  attributes: { readonly [K in A]?: string | number } = {},
): Emission {
  const given: Record<string, string | number> = {};
  for (const [key, value] of Object.entries<string | number | undefined>(attributes)) {
    if (value !== undefined) given[key] = value;
  }
  return { kind: "span", name, attributes: given, share };
}
