import type { Matcher } from "../telemetry/labels";
import type { SpanFacts } from "../telemetry/spans";
import type { Duration } from "../telemetry/units";
import { seconds } from "../telemetry/units";
import { quote } from "./quote";

/** Spans to search for, for a traces panel or a link. */
export interface TraceSearch {
  readonly language: "traceql";
  readonly spans: SpanFacts;
}

export function search(spans: SpanFacts): TraceSearch {
  return { language: "traceql", spans };
}

function printMatcher({ label, operator, value }: Matcher): string {
  if (label === "name") return `name ${operator} ${quote(value)}`;
  const attribute = `span.${quoteAttribute(label)}`;
  const asText = `${attribute} ${operator} ${quote(value)}`;
  // A sender may type an attribute as a number (`http.status_code`), which no text ever equals or differs from.
  const isNumber = /^-?\d+(\.\d+)?$/.test(value) && (operator === "=" || operator === "!=");
  return isNumber ? `(${asText} || ${attribute} ${operator} ${value})` : asText;
}

/** TraceQL's longest unit is the hour. */
function printDuration(duration: Duration): string {
  return duration.endsWith("d") ? `${seconds(duration) / 3600}h` : duration;
}

/** Attribute names with characters outside the grammar's plain ones are quoted. */
function quoteAttribute(name: string): string {
  return /^[A-Za-z_][\w.]*$/.test(name) ? name : quote(name);
}

/** The search as TraceQL; it always selects the service, and where it runs by what the stack has put on its resource. */
export function printSearch({ spans }: TraceSearch, place: readonly Matcher[] = []): string {
  const conditions = [
    `resource.service.name = ${quote(spans.serviceName)}`,
    ...place.map(({ label, operator, value }) => `resource.${label} ${operator} ${quote(value)}`),
    ...spans.matchers.map(printMatcher),
    ...(spans.longerThan ? [`duration > ${printDuration(spans.longerThan)}`] : []),
    ...(spans.status ? [`status = ${spans.status}`] : []),
  ];
  return `{ ${conditions.join(" && ")} }`;
}
