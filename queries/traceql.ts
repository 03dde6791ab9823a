import type { Matcher } from "../telemetry/labels";
import type { SpanFacts } from "../telemetry/spans";

/** Spans to search for, for a traces panel or a link. */
export interface TraceSearch {
  readonly language: "traceql";
  readonly spans: SpanFacts;
}

export function search(spans: SpanFacts): TraceSearch {
  return { language: "traceql", spans };
}

function printMatcher({ label, operator, value }: Matcher): string {
  const attribute = label === "name" ? "name" : `span.${quoteAttribute(label)}`;
  return `${attribute} ${operator} ${JSON.stringify(value)}`;
}

/** Attribute names with characters outside the grammar's plain ones are quoted. */
function quoteAttribute(name: string): string {
  return /^[A-Za-z_][\w.]*$/.test(name) ? name : JSON.stringify(name);
}

/** The search as TraceQL; it always selects the service. */
export function printSearch({ spans }: TraceSearch): string {
  const conditions = [
    `resource.service.name = ${JSON.stringify(spans.serviceName)}`,
    ...spans.matchers.map(printMatcher),
    ...(spans.longerThan ? [`duration > ${spans.longerThan}`] : []),
    ...(spans.status ? [`status = ${spans.status}`] : []),
  ];
  return `{ ${conditions.join(" && ")} }`;
}
