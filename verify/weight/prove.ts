import { matches } from "../../declaration/effects";
import type { Service } from "../../declaration/service";
import type { MetricFacts } from "../../telemetry/metrics";
import { spanMetrics } from "../../telemetry/span-metrics";
import { watched } from "../../telemetry/target";
import type { Check } from "../check";
import { check } from "../check";
import type { Content } from "../content";
import type { Reading, ShippedRule } from "./shipped";
import { isRead, readingsOf, shippedRules } from "./shipped";

const parts = ["", "_bucket", "_count", "_sum"];

function seriesOf(metrics: readonly MetricFacts[]): readonly string[] {
  return metrics.flatMap(({ series }) => parts.map((part) => series + part));
}

/** Does the reading ask this service? One that names no service asks all. */
function asks({ matchers }: Reading, { origin }: Service): boolean {
  return matches(
    matchers.filter(({ label }) => label === "system" || label === "service"),
    { ...origin },
  );
}

function metricChecks({ services }: Content, readings: readonly Reading[]): readonly Check[] {
  return services.flatMap((service) => {
    const read = new Set(readings.filter((one) => asks(one, service)).map(({ name }) => name));
    return Object.values(service.metrics).map((metric) => {
      const problem = seriesOf([metric]).some((series) => read.has(series))
        ? undefined
        : "no shipped panel or rule reads it";
      return check("weight", `${service.id}/${metric.name}`, "is seen somewhere", problem);
    });
  });
}

function written({ record, labels }: ShippedRule): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return `${record}{${pairs.join(", ")}}`;
}

/** Recorded series, and whether something reads each but the rule that records it. */
function recordingChecks(rules: readonly ShippedRule[], readings: readonly Reading[]): readonly Check[] {
  const recordings = rules.filter(({ record }) => record !== undefined);
  return recordings.map((rule) => {
    const others = readings.filter(
      (reading) => reading.rule === undefined || written(reading.rule) !== written(rule),
    );
    const problem = others.some((reading) => isRead(rule, reading))
      ? undefined
      : "nothing that is shipped reads it";
    return check("weight", `${rule.owner}/${written(rule)}`, "is read somewhere", problem);
  });
}

/** What makes a rule the same as another: what it records, or its condition and how grave that is. */
function sameness({ record, language, expr, labels }: ShippedRule): string {
  const pairs = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(record === undefined ? [language, expr, labels.severity] : [record, pairs]);
}

function twinChecks({ services }: Content, rules: readonly ShippedRule[]): readonly Check[] {
  const first = new Map<string, ShippedRule>();
  const twins: { readonly owner: string; readonly problem: string }[] = [];
  for (const rule of rules) {
    const twin = first.get(sameness(rule));
    const problem =
      rule.record === undefined
        ? `${twin?.alert} and ${rule.alert} have the same condition`
        : `${written(rule)} is recorded twice`;
    if (twin) twins.push({ owner: rule.owner, problem });
    else first.set(sameness(rule), rule);
  }
  return services.map(({ id }) => {
    const own = twins.find(({ owner }) => owner === id);
    return check("weight", id, "has no rule twice", own?.problem);
  });
}

/** Why nothing ever answers a reading; undefined where the name is declared, recorded or made by the stack. */
function danglingProblem(
  reading: Reading,
  series: ReadonlyMap<Service, ReadonlySet<string>>,
  recordings: readonly ShippedRule[],
): string | undefined {
  const { name } = reading;
  const asked = [...series].filter(([service]) => asks(reading, service));
  if (reading.language === "logql")
    return asked.some(([{ logs }]) => logs) ? undefined : "lines of a service that sends none";
  if (name === undefined) return "series without a name";
  const known =
    asked.some(([, names]) => names.has(name)) || recordings.some((rule) => isRead(rule, reading));
  return known ? undefined : name;
}

/** What a shipped rule or dashboard reads is declared by the service that it asks, or recorded, or made by the stack. */
function danglingChecks(
  { services }: Content,
  rules: readonly ShippedRule[],
  readings: readonly Reading[],
): readonly Check[] {
  const series = new Map(
    services.map((service) => {
      const made = [watched(service.origin), spanMetrics(service.origin)].flatMap((one) =>
        Object.values(one),
      );
      return [service, new Set(seriesOf([...Object.values(service.metrics), ...made]))] as const;
    }),
  );
  const recordings = rules.filter(({ record }) => record !== undefined);
  const dangling = readings.flatMap((reading) => {
    const problem = danglingProblem(reading, series, recordings);
    return problem === undefined ? [] : [{ owner: reading.owner, problem }];
  });
  return [...services.map(({ id }) => id), "dashboards"].map((id) => {
    const own = dangling.filter(({ owner }) => owner === id).map(({ problem }) => problem);
    const problem =
      own.length > 0 ? `${[...new Set(own)].join(", ")} is read, but nobody declares it` : undefined;
    return check("weight", id, "no name dangles", problem);
  });
}

/** Proves that nothing is shipped that nobody uses, and nothing is used that nobody ships. */
export function proveWeight(content: Content): readonly Check[] {
  const rules = shippedRules(content);
  const readings = readingsOf(content, rules);
  return [
    ...metricChecks(content, readings),
    ...recordingChecks(rules, readings),
    ...twinChecks(content, rules),
    ...danglingChecks(content, rules, readings),
  ];
}
