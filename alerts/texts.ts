import type { Alert, AlertFacts, AlertText } from "../declaration/alert";
import type { Problem } from "../declaration/problem";
import type { RuleNumbers } from "../declaration/rule-numbers";
import { ruleNumbers } from "../declaration/rule-numbers";
import type { Service } from "../declaration/service";
import type { Expression, Leaf } from "../queries/expression";
import { commonLabels } from "../telemetry/metrics";
import { seconds, spoken } from "../telemetry/units";
import { numberFormat } from "./number-format";
import type { ResultLabels } from "./result-labels";
import { resultLabels } from "./result-labels";
import type { ContentSettings } from "./settings";
import type { Slots } from "./template";
import { createSlots, escapeTemplate } from "./template";

/** An alert's texts as annotations: templates that Prometheus or Loki fills in with the rule's own values. */
export interface AlertTexts {
  readonly summary: string;
  readonly description: string;
  readonly problems: readonly Problem[];
}

/** The threshold as people read it: "5%", "14d", "1h 30m"; undefined where the condition compares with no number. */
export function thresholdText({ when }: Alert): string | undefined {
  const text = when.threshold && numberFormat(when.threshold.measure).text(when.threshold.value);
  // Prometheus prints lengths of time down to the second; a threshold is a round one.
  return text?.replace(/(?<=\d[dhm])( 0[hms])+$/, "");
}

/** How long the condition must hold, as people say it; undefined where the first evaluation fires. */
export function holdText({ hold }: Alert): string | undefined {
  return hold === undefined || seconds(hold) === 0 ? undefined : spoken(hold);
}

/** Labels that every rule of the service sets itself, or that the server adds. */
export function ruleLabels(service: Service, alert: Alert): Record<string, string> {
  const { system, service: name } = service.origin;
  return { system, service: name, team: service.owner.name, severity: alert.severity, ...alert.labels };
}

function leafLabels(service: Service, leaf: Leaf): ResultLabels {
  if (`${leaf.origin.system}/${leaf.origin.service}` !== service.id) return "any";
  if (leaf.kind === "logs") return new Set([...Object.keys(service.logs?.fields ?? {}), "level"]);
  const parts = ["", "_bucket", "_count", "_sum"];
  const metric = Object.values(service.metrics).find(({ series }) =>
    parts.some((part) => leaf.series === series + part),
  );
  return metric ? new Set([...Object.keys(metric.labels), ...commonLabels]) : "any";
}

function isAbsence(expression: Expression): boolean {
  return expression.kind === "call" && expression.name.startsWith("absent");
}

function factsOf(
  service: Service,
  alert: Alert,
  settings: ContentSettings,
  slots: Slots,
  refuse: (problem: string, fix: string) => string,
): AlertFacts {
  const labels = resultLabels(alert.when.expression, (leaf) => leafLabels(service, leaf));
  const known: Record<string, string> = {
    ...ruleLabels(service, alert),
    environment: settings.environment,
    cluster: settings.cluster,
    alertname: alert.name,
  };
  const own = ruleNumbers(alert.when.expression);
  const number = (name: keyof RuleNumbers) =>
    own[name] ??
    refuse(`says its ${name}, but its condition has none, or several`, "leave it out, or say it in words");
  return {
    get range() {
      return number("range");
    },
    get ahead() {
      return number("ahead");
    },
    get quantile() {
      return number("quantile");
    },
    get percentile() {
      return number("percentile");
    },
    get value() {
      if (isAbsence(alert.when.expression)) {
        return refuse("says its value, but absence has none", "say what is missing instead");
      }
      return slots.hold(numberFormat(alert.when.measure).template("$value"));
    },
    get threshold() {
      const fix = "leave it out, or compare with a number (.above(0.05))";
      return (
        thresholdText(alert) ?? refuse("says its threshold, but its condition compares with no number", fix)
      );
    },
    get hold() {
      const fix = 'leave it out, or declare hold: "1m"';
      return holdText(alert) ?? refuse("says its hold, but fires at once", fix);
    },
    label(name) {
      const constant = known[name];
      if (constant !== undefined) return constant;
      if (labels === "any" || labels.has(name))
        return slots.hold(`{{ index $labels ${JSON.stringify(name)} }}`);
      const all = [...labels, ...Object.keys(known)].join(", ");
      return refuse(`says the label "${name}", which its result does not have`, `use one of: ${all}`);
    },
  };
}

/** The texts of an alert. What cannot be told truly (a threshold that there is none of) is a problem. */
export function alertTexts(service: Service, alert: Alert, settings: ContentSettings): AlertTexts {
  const problems: Problem[] = [];
  const text = (part: "summary" | "description", write: AlertText): string => {
    const slots = createSlots();
    const refuse = (problem: string, fix: string): string => {
      problems.push({ place: `${service.id}, alert ${alert.name}, ${part}`, problem, fix });
      return "";
    };
    const written = write(factsOf(service, alert, settings, slots, refuse));
    if (written.trim() === "") refuse("is empty", "say what is wrong, in one sentence");
    return slots.fill(written, escapeTemplate, (code) => code);
  };
  const summary = text("summary", alert.summary);
  const description = text("description", alert.description);
  return { summary, description, problems };
}
