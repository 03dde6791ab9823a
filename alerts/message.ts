import type { MessageFacts, MessageText, Payload } from "../declaration/presentation";
import type { Slots } from "./template";
import { createSlots, escapeTemplate, goString } from "./template";

/** Before a template that speaks of one alert: the first of its group, which is the only one of most. */
export const firstAlert = "{{ $alert := index .Alerts 0 }}";
/** Before a title: a reader must see at a glance that it is over. */
export const overMark = '{{ if eq .Status "resolved" }}Resolved: {{ end }}';

/** What belfry's own parts of a message say besides. */
export interface OwnFacts extends MessageFacts {
  /** "firing", or "resolved" when it is over. */
  readonly status: string;
}

/** Expressions of Alertmanager's templates over `$alert`. */
const expressions = {
  title: 'reReplaceAll "([a-z0-9])([A-Z])" "$1 $2" $alert.Labels.alertname',
  severity: "$alert.Labels.severity",
  severityInCapitals: "toUpper $alert.Labels.severity",
  summary: "$alert.Annotations.summary",
  description: "$alert.Annotations.description",
  startedAt: '$alert.StartsAt.UTC.Format "2006-01-02T15:04:05Z07:00"',
  status: "$alert.Status",
  runbook: "$alert.Annotations.runbook_url",
} as const;

function labelExpression(name: string, otherwise: string): string {
  return `or (index $alert.Labels ${goString(name)}) ${goString(otherwise)}`;
}

function factsOf(hold: (expression: string) => string): OwnFacts {
  const { title, severity, severityInCapitals, summary, description, startedAt, status, runbook } =
    expressions;
  return {
    title: hold(title),
    severity: hold(severity),
    severityInCapitals: hold(severityInCapitals),
    summary: hold(summary),
    description: hold(description),
    startedAt: hold(startedAt),
    status: hold(status),
    runbook: hold(runbook),
    label: (name, otherwise = "") => hold(labelExpression(name, otherwise)),
  };
}

/** A text over `$alert` as a template. */
export function messageTemplate(text: MessageText): string {
  const slots = createSlots();
  return slots.fill(text(factsOf(slots.hold)), escapeTemplate, (expression) => `{{ ${expression} }}`);
}

// YAML knows no way to write these characters, and Alertmanager reads a payload as YAML.
const unprintable = goString("[\\x{7f}-\\x{9f}\\x{fffe}\\x{ffff}]");

/** A text that holds slots, as a template that prints a JSON string, quotes included. */
function quotedTemplate(text: string, slots: Slots): string {
  const parts = slots.fill(
    text,
    (literal) => (literal === "" ? "" : ` ${goString(literal)}`),
    (expression) => ` (${expression})`,
  );
  return `{{ print${parts} | reReplaceAll ${unprintable} "" | toJson }}`;
}

function objectTemplate(payload: Payload, slots: Slots): string {
  const fields = Object.entries(payload).map(([key, value]) => {
    const text = typeof value === "string" ? quotedTemplate(value, slots) : objectTemplate(value, slots);
    return `${escapeTemplate(JSON.stringify(key))}: ${text}`;
  });
  return `{ ${fields.join(", ")} }`;
}

/**
 * A template that renders the payload as one JSON object. Alertmanager reads each text of a payload that is given as a
 * mapping as YAML, so that "Error: 5" becomes an object and "5" a number (template.DeepCopyWithTemplate); inside one
 * object every text is quoted and stays what it is.
 */
export function payloadTemplate(payload: (facts: OwnFacts) => Payload): string {
  const slots = createSlots();
  return firstAlert + objectTemplate(payload(factsOf(slots.hold)), slots);
}
