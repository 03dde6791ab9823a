import { alertsOf } from "../../alerts/target-missing";
import type { Service } from "../../declaration/service";
import { leaves } from "../../queries/expression";
import type { MetricFacts } from "../../telemetry/metrics";
import type { Check } from "../check";
import { check } from "../check";
import type { Content } from "../content";

const parts = ["", "_bucket", "_count", "_sum"];

/** Every text that Prometheus is asked: rules and the questions of panels. */
function asked({ rules, dashboards }: Content): readonly string[] {
  return [...Object.values(rules), ...Object.values(dashboards)];
}

function identifiers(texts: readonly string[]): ReadonlySet<string> {
  return new Set(texts.flatMap((text) => text.match(/[a-zA-Z_][\w:]*/g) ?? []));
}

/** Series that a service's own alerts and panels read, as `system/service series`. */
function readSeries({ services, pages }: Content): ReadonlySet<string> {
  const questions = pages.flatMap((page) =>
    page.rows.flatMap(({ panels }) => panels.flatMap(({ queries }) => Object.values(queries))),
  );
  const expressions = [
    ...services.flatMap((service) => alertsOf(service).map(({ when }) => when.expression)),
    ...questions.flatMap((question) => ("expression" in question ? [question.expression] : [])),
  ];
  const read = expressions.flatMap(leaves);
  return new Set(
    read.flatMap((leaf) =>
      leaf.kind === "series" ? [`${leaf.origin.system}/${leaf.origin.service} ${leaf.series}`] : [],
    ),
  );
}

function isSeen(metric: MetricFacts, service: Service, read: ReadonlySet<string>): boolean {
  const promised = (service.slos ?? []).flatMap(({ good = [], bad = [], total }) => [
    ...good,
    ...bad,
    ...total,
  ]);
  return (
    parts.some((part) => read.has(`${service.id} ${metric.series}${part}`)) ||
    promised.some(({ series }) => parts.some((part) => series === metric.series + part))
  );
}

function metricChecks(content: Content): readonly Check[] {
  const read = readSeries(content);
  return content.services.flatMap((service) =>
    Object.values(service.metrics).map((metric) => {
      const problem = isSeen(metric, service, read) ? undefined : "no panel, alert or objective reads it";
      return check("weight", `${service.id}/${metric.name}`, "is seen somewhere", problem);
    }),
  );
}

/** Recorded series, and whether something reads each but the rule that records it. */
function recordingChecks(content: Content): readonly Check[] {
  return content.services.flatMap((service) => {
    const own = Object.entries(content.rules).filter(([file]) =>
      file.startsWith(`${service.origin.system}.${service.origin.service}.`),
    );
    const recorded = own.flatMap(([, text]) =>
      [...text.matchAll(/^\s*- record: (\S+)/gm)].map(([, name = ""]) => name),
    );
    const lines = asked(content)
      .flatMap((text) => text.split("\n"))
      .filter((line) => !/^\s*- record:/.test(line));
    const read = identifiers(lines.filter((line) => line.includes("belfry:")));
    return [...new Set(recorded)].map((name) =>
      check(
        "weight",
        `${service.id}/${name}`,
        "is read somewhere",
        read.has(name) ? undefined : "nothing reads it",
      ),
    );
  });
}

/** Two alerts of a service with the same condition are one too many. */
function twinChecks({ services }: Content): readonly Check[] {
  return services.map((service) => {
    const conditions = alertsOf(service).map(({ name, when, severity }) => ({
      name,
      key: JSON.stringify([when.expression, severity]),
    }));
    const twin = conditions.find(({ key }, i) => conditions.findIndex((other) => other.key === key) !== i);
    const first = conditions.find(({ key }) => key === twin?.key);
    const problem = twin && `${first?.name} and ${twin.name} have the same condition`;
    return check("weight", service.id, "has no alert twice", problem);
  });
}

/** What an alert or a panel reads is declared by the service that it names, or recorded. */
function danglingChecks(content: Content): readonly Check[] {
  const declared = new Set(
    content.services.flatMap((service) =>
      Object.values(service.metrics).flatMap(({ series }) =>
        parts.map((part) => `${service.id} ${series}${part}`),
      ),
    ),
  );
  const outside = /^(up|scrape_\w+|probe_\w+|ALERTS\w*|belfry:.*|traces_span_metrics_\w+)$/;
  const unknown = [...readSeries(content)].filter((key) => {
    const [, series = ""] = key.split(" ");
    return !declared.has(key) && !outside.test(series);
  });
  return content.services.map(({ id }) => {
    const own = unknown.filter((key) => key.startsWith(`${id} `));
    return check(
      "weight",
      id,
      "no name dangles",
      own[0] && `${own.join(", ")} is read, but nobody declares it`,
    );
  });
}

/** Proves that nothing is shipped that nobody uses, and nothing is used that nobody ships. */
export function proveWeight(content: Content): readonly Check[] {
  return [
    ...metricChecks(content),
    ...recordingChecks(content),
    ...twinChecks(content),
    ...danglingChecks(content),
  ];
}
