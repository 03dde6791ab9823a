import type { Panel } from "../../declaration/board";
import type { Service } from "../../declaration/service";
import type { Policy } from "../policy";
import { fail, noneOf, notConcerned, pass, unknown } from "../verdict";

export const servicesEmitMetrics: Policy<"service"> = {
  name: "services-emit-metrics",
  section: "Monitoring",
  severity: "high",
  subject: "service",
  description: "A service that serves requests tells of them in metrics that come to Prometheus.",
  fix: "declare how its metrics are delivered",
  check({ service: { delivery, behaviour, metrics } }) {
    const serves = behaviour.operations.length > 0;
    if (delivery.by === "none")
      return serves && Object.keys(metrics).length > 0 ? fail("has metrics that nobody gets") : notConcerned;
    return Object.keys(metrics).length > 0 ? pass : fail("delivers metrics, but declares none");
  },
};

export const requestsAreMeasuredByEndpoint: Policy<"service"> = {
  name: "requests-are-measured-by-endpoint",
  section: "Monitoring",
  severity: "medium",
  subject: "service",
  description: "Rate, errors and duration are known for each endpoint.",
  fix: "declare `red`, with the label of the route in `by`",
  check({ service: { red, stack, delivery } }) {
    if (stack || delivery.by === "none") return notConcerned;
    if (red === undefined) return fail("does not say which metrics tell of its requests");
    const isSplit = red.by.some((label) => /route|path|endpoint|handler|operation/.test(label));
    return isSplit ? pass : fail("cannot tell its endpoints apart");
  },
};

export const servicesLogInStructure: Policy<"service"> = {
  name: "services-log-in-structure",
  section: "Monitoring",
  severity: "high",
  subject: "service",
  description: "Log lines have a time, a level and an id by which one request is found everywhere.",
  fix: "declare the shape of the log lines, and the field that correlates them",
  check({ service: { logs, stack } }) {
    if (stack) return notConcerned;
    if (logs === undefined) return fail("declares no logs");
    return logs.correlation in logs.fields ? pass : fail("has no field that finds one request");
  },
};

export const tracesAreSampled: Policy<"service"> = {
  name: "traces-are-sampled",
  section: "Monitoring",
  severity: "low",
  subject: "service",
  description: "The share of requests that is traced is declared, and above nothing.",
  fix: "declare `sampled`, above 0 and at most 1",
  check: ({ service: { spans } }) =>
    spans === undefined
      ? notConcerned
      : spans.sampled > 0 && spans.sampled <= 1
        ? pass
        : fail("traces a share of its requests that is no share"),
};

export const servicesHaveHealthChecks: Policy<"service"> = {
  name: "services-have-health-checks",
  section: "Infrastructure",
  severity: "critical",
  subject: "service",
  description:
    "A service that has a port says there how it is, and one that needs others says how those are.",
  fix: "declare a health endpoint, with its checks",
  check({ service: { port, health, stack } }) {
    if (stack || port === undefined) return notConcerned;
    return (health ?? []).length > 0 ? pass : fail("has no health endpoint");
  },
};

export const rateLimitsAreDeclared: Policy<"service"> = {
  name: "rate-limits-are-declared",
  section: "Security",
  severity: "high",
  subject: "service",
  description: "A limit of requests has a size, a window and a key, and one of them holds for every path.",
  fix: 'declare rateLimits, one of them with paths: "*"',
  check({ service: { rateLimits, stack, delivery } }) {
    if (stack || delivery.by === "none") return notConcerned;
    if (rateLimits === undefined)
      return unknown("declares no limit of requests: whether it has one is not known");
    if (rateLimits.some(({ requests, per }) => requests <= 0 || per.trim() === ""))
      return fail("has a limit without a size or a key");
    return rateLimits.some(({ paths }) => paths === "*") ? pass : fail("has paths without a limit");
  },
};

function panels({ boards }: Service): readonly Panel[] {
  return (boards ?? []).flatMap(({ rows }) => rows.flatMap((row) => row.panels));
}

/** What its dashboards and alerts speak of. */
function words(service: Service): string {
  const shown = panels(service).flatMap(({ title, description, queries }) => [
    title,
    description,
    ...Object.keys(queries),
  ]);
  return [...shown, ...service.alerts.map(({ name }) => name)].join("\n");
}

export const rejectedRequestsAreShown: Policy<"service"> = {
  name: "rejected-requests-are-shown",
  section: "Monitoring",
  severity: "medium",
  subject: "service",
  description: "Requests that a limit refuses are on a dashboard.",
  fix: "add a panel of the requests that are refused",
  check: ({ service }) =>
    service.rateLimits === undefined
      ? notConcerned
      : // The generated dashboard splits requests by these labels, so 429 is one of its lines.
        (service.red?.by.some((label) => label.includes("status")) ?? false) ||
          /reject|refus|429|rate.?limit|throttl/i.test(words(service))
        ? pass
        : fail("no panel and no alert speaks of refused requests"),
};

const gdpr = ["export", "deletion", "consent", "audit"];

export const gdprEventsAreLogged: Policy<"service"> = {
  name: "gdpr-events-are-logged",
  section: "Security",
  severity: "high",
  subject: "service",
  description:
    "Exports, deletions, consents and audits under the GDPR are logged, and a dashboard shows them.",
  fix: "declare a log event for each, and a panel that shows them",
  check({ service }) {
    if (!service.checklist?.some(({ line }) => line.includes("GDPR"))) return notConcerned;
    if (service.logs === undefined) return fail("declares no logs");
    const said = words(service).toLowerCase();
    return noneOf(
      gdpr.filter((event) => !said.includes(event)),
      (names) => `no panel speaks of: ${names}`,
    );
  },
};

export const costsHaveABudget: Policy<"service"> = {
  name: "costs-have-a-budget",
  section: "Monitoring",
  severity: "medium",
  subject: "service",
  description: "What counts dollars has a budget, and an alert when it is spent.",
  fix: "declare the budget in `facts`, and an alert on the metric that counts the dollars",
  check({ service: { metrics, alerts, facts } }) {
    const dollars = Object.values(metrics).filter(({ unit }) => unit === "dollars");
    if (dollars.length === 0) return notConcerned;
    if (!Object.keys(facts ?? {}).some((name) => /budget/i.test(name)))
      return fail("counts dollars, but declares no budget");
    const watched = JSON.stringify(alerts.map(({ when }) => when.expression));
    return dollars.some(({ series }) => watched.includes(`"${series}"`))
      ? pass
      : fail("no alert watches its costs");
  },
};
