import type { AlertSpec } from "../../declaration/alert";
import { alert } from "../../declaration/alert";
import { checkCatalog, defineService } from "../../declaration/define-service";
import { broken, down, failing, fault } from "../../declaration/fault";
import { DeclarationError } from "../../declaration/problem";
import type { ServiceSpec } from "../../declaration/service";
import { availability, uptime } from "../../declaration/slo";
import { countOver } from "../../queries/logql";
import { increase, rate, renamed, value } from "../../queries/promql";
import { upTo } from "../../telemetry/labels";
import { logsOf } from "../../telemetry/logs";
import { metricsOf } from "../../telemetry/metrics";
import { watched } from "../../telemetry/target";

const origin = { system: "zoo", service: "zoo-api" };
const m = metricsOf(origin, ({ counter, gauge }) => ({
  requests: counter("requests_total", { help: "Requests.", labels: { severity: ["low", "high"] } }),
  queue: gauge("queue_size", { help: "Jobs that wait." }),
}));
const logs = logsOf(origin, {
  delivery: { by: "stdout" },
  time: { key: "time", format: "iso" },
  level: { key: "level" },
  message: "msg",
  correlation: "id",
  fields: { id: "text", type: upTo(5, "A") },
});

const right: AlertSpec = {
  when: rate(m.requests, "5m").sum().above(1),
  severity: "warning",
  summary: () => "",
  description: () => "",
  runbook: { meaning: "", impact: "", diagnosis: ["Look."], mitigation: ["Mend."] },
  firesUnder: ["down"],
};

const zoo: ServiceSpec = {
  origin,
  description: "A zoo.",
  owner: {
    name: "keepers",
    channels: { critical: [], warning: [], info: [] },
    escalation: { after: "15m", to: "the lead", channel: "slack" },
  },
  importance: "low",
  version: "1.0.0",
  metrics: m,
  delivery: { by: "scrape", port: 80, path: "/metrics" },
  logs,
  health: [{ name: "ready", path: "/ready", checks: ["database"], body: () => ({}) }],
  behaviour: {
    operations: [{ name: "GET /", method: "GET", route: "/", perSecond: 1, latency: { p50: 0.1, p95: 0.2 } }],
  },
  faults: { down: down() },
  alerts: [alert("ZooDown", right)],
};

function refusal(change: Partial<ServiceSpec>): string {
  try {
    defineService({ ...zoo, ...change });
  } catch (error) {
    if (error instanceof DeclarationError) return error.message;
    throw error;
  }
  return "accepted";
}

function ofAlert(change: Partial<AlertSpec>, name = "ZooDown"): string {
  return refusal({ alerts: [alert(name, { ...right, ...change })] });
}

test("accepts what is right", () => {
  const service = defineService(zoo);
  expect([service.id, service.stack]).toEqual(["zoo/zoo-api", false]);
});

test("knows belfry's own servers", () => {
  const stack = { system: "belfry", service: "zoo-api" };
  expect(defineService({ ...zoo, origin: stack, metrics: {}, alerts: [] }).stack).toBe(true);
});

test("says everything that is wrong in one message", () => {
  const message = refusal({ version: "", faults: {}, slos: [{ ...whole, objective: 2 }] });
  expect(message.split("\n")).toEqual([
    "zoo/zoo-api, SLO availability: its objective is 2",
    "  fix: write a share between 0 and 1: 99.9% is 0.999",
    'zoo/zoo-api, alert ZooDown: names the fault "down"',
    "  fix: use one of: none",
  ]);
});

describe("names", () => {
  test.each([
    ["system", { origin: { system: "Zoo", service: "api" }, metrics: {}, alerts: [] }, "Zoo/api", "Zoo"],
    ["service", { origin: { system: "zoo", service: "a_b" }, metrics: {}, alerts: [] }, "zoo/a_b", "a_b"],
    ["team", { owner: { ...zoo.owner, name: "-x" } }, "zoo/zoo-api", "-x"],
  ])("refuses a %s that is no DNS label", (what, change, place, name) => {
    expect(refusal(change)).toBe(
      `${place}: its ${what} is "${name}"\n  fix: use lower-case letters, digits and dashes, at most 63, starting with a letter`,
    );
  });
});

describe("metrics", () => {
  const counter = (name: string, labels = {}) =>
    metricsOf(origin, (make) => ({ a: make.counter(name, { help: "", labels }) }));

  test.each([
    [
      "a name with a dash",
      counter("a-b"),
      'zoo/zoo-api, metric a-b: "a-b" is no metric name\n  fix: use letters, digits, underscores and dots, and start with a letter',
    ],
    [
      "a label of the stack",
      counter("a", { environment: ["x"] }),
      'zoo/zoo-api, metric a: label "environment" is set by the stack itself\n  fix: give the label another name of letters, digits and underscores',
    ],
    [
      "a label with a dash",
      counter("a", { "x-y": ["x"] }),
      'zoo/zoo-api, metric a: label "x-y" is no label name\n  fix: give the label another name of letters, digits and underscores',
    ],
    [
      "a label without values",
      counter("a", { x: [] }),
      'zoo/zoo-api, metric a: label "x" has no values\n  fix: list its values, or bound them with upTo(40, "an example")',
    ],
    [
      "a metric of another service",
      metricsOf({ system: "zoo", service: "shop" }, (make) => ({ a: make.counter("a", { help: "" }) })),
      "zoo/zoo-api, metric a: belongs to zoo/shop\n  fix: make the metrics with metricsOf(origin, …) of this service",
    ],
    [
      "a metric that is there twice",
      metricsOf(origin, (make) => ({
        a: make.counter("a", { help: "" }),
        b: make.counter("a", { help: "" }),
      })),
      "zoo/zoo-api, metric a: is declared twice\n  fix: keep one declaration, with the labels of both",
    ],
    [
      "two metrics that are stored under one name",
      metricsOf(origin, (make) => ({
        a: make.counter("a.b", { help: "" }),
        b: make.counter("a_b", { help: "" }),
      })),
      'zoo/zoo-api, metric a_b: is declared twice (as "a.b", too: both are stored as a_b)\n  fix: keep one declaration, with the labels of both',
    ],
    [
      "buckets that do not ascend",
      metricsOf(origin, (make) => ({ a: make.histogram("a", { help: "", buckets: [1, 5, 2] }) })),
      "zoo/zoo-api, metric a: bucket 2 does not ascend\n  fix: list the bounds from small to large, each once, without +Inf",
    ],
  ])("refuses %s", (_, metrics, message) => {
    expect(refusal({ metrics, alerts: [] })).toBe(message);
  });

  test("refuses metrics that nothing delivers", () => {
    expect(refusal({ delivery: { by: "none" } })).toBe(
      'zoo/zoo-api: 2 metrics are declared, but nothing delivers them\n  fix: set delivery to { by: "scrape", … } or { by: "otlp", … }',
    );
  });
});

const whole = availability({ objective: 0.99, bad: [m.requests], total: [m.requests], description: "" });

describe("promises", () => {
  const at = "zoo/zoo-api, SLO availability";
  test.each([
    [
      "an objective of 100%",
      { ...whole, objective: 1 },
      `${at}: its objective is 1\n  fix: 100% leaves no budget and can never be kept: 0.999 allows 43 minutes a month`,
    ],
    [
      "an objective in per cent",
      { ...whole, objective: 99.9 },
      `${at}: its objective is 99.9\n  fix: write a share between 0 and 1: 99.9% is 0.999`,
    ],
    [
      "a last value as a count of events",
      uptime({ name: "availability", objective: 0.9, of: m.queue, description: "" }),
      `${at}: queue_size is a last value, not a count of events\n  fix: use a counter or a histogram, or a gauge that is 0 or 1\n`
        .repeat(2)
        .trimEnd(),
    ],
    [
      "nothing to count",
      availability({ objective: 0.9, bad: [], total: [], description: "" }),
      `${at}: counts nothing\n  fix: name its good or bad events and their total`,
    ],
  ])("refuses an SLO with %s", (_, slo, message) => {
    expect(refusal({ slos: [slo] })).toBe(message);
  });

  test("refuses a probe of an endpoint that is not there", () => {
    expect(refusal({ probes: [{ kind: "liveness", endpoint: "alive", periodSeconds: 1 }] })).toBe(
      'zoo/zoo-api, liveness probe: asks the health endpoint "alive"\n  fix: declare it in health, or use one of: ready',
    );
  });

  const faultAt = "zoo/zoo-api, fault bad";
  test.each([
    [
      "breaks what nothing checks",
      broken("redis"),
      `${faultAt}: breaks "redis", which no health endpoint checks\n  fix: use one of: database`,
    ],
    [
      "delays what nothing checks",
      fault("slow", { effect: "lag", check: "redis", seconds: 1 }),
      `${faultAt}: delays "redis", which no health endpoint checks\n  fix: use one of: database`,
    ],
    [
      "names an operation that is not there",
      failing(0.5, "500", ["GET /x"]),
      `${faultAt}: names the operation "GET /x"\n  fix: use one of: GET /`,
    ],
  ])("refuses a fault that %s", (_, bad, message) => {
    expect(refusal({ faults: { ...zoo.faults, bad } })).toBe(message);
  });
});

describe("alerts", () => {
  const at = "zoo/zoo-api, alert ZooDown";
  const other = watched({ system: "zoo", service: "shop" });
  test.each([
    [
      "another service's telemetry without saying so",
      { when: value(other.up).equals(0) },
      `${at}: reads the telemetry of zoo/shop without saying so\n  fix: add watches: ["zoo/shop"], or query this service's own metric`,
    ],
    [
      "a range that only Grafana knows",
      { when: rate(m.requests, "$__rate_interval").sum().above(1) },
      `${at}: its range is $__rate_interval, which only Grafana knows\n  fix: name the range ("5m"); only panels may leave it to Grafana`,
    ],
    [
      "log lines one by one",
      { when: countOver(logs, "5m").above(1) },
      `${at}: compares log lines one by one\n  fix: group before comparing: countOver(…).sum("type").atLeast(5)`,
    ],
    [
      "a label that the rule sets",
      { when: increase(m.requests, "5m").sum("severity").above(0) },
      `${at}: is grouped by "severity", which the rule itself sets\n  fix: rename it: renamed(…, "severity", "its_severity").sum("its_severity")`,
    ],
    [
      "no fault",
      { firesUnder: [] },
      `${at}: names no fault under which it fires\n  fix: declare the fault in faults, and name it in firesUnder`,
    ],
    [
      "a fault that is not there",
      { firesUnder: ["fire"] },
      `${at}: names the fault "fire"\n  fix: use one of: down`,
    ],
    [
      "a hold below zero",
      { hold: "-5m" as const },
      `${at}: hold is "-5m"\n  fix: write a number and one of ms, s, m, h, d, such as "5m"`,
    ],
  ])("refuses one with %s", (_, change, message) => {
    expect(ofAlert(change)).toBe(message);
  });

  test("refuses a name that is not PascalCase", () => {
    expect(ofAlert({}, "zoo-down")).toBe(
      "zoo/zoo-api, alert zoo-down: is not PascalCase\n  fix: name the symptom: HighErrorRate",
    );
  });

  test("refuses two of one name", () => {
    expect(refusal({ alerts: [alert("ZooDown", right), alert("ZooDown", right)] })).toBe(
      `${at}: is declared twice\n  fix: keep one, or give the other a name of its own`,
    );
  });

  test.each([
    ["watches what it reads", { when: value(other.up).equals(0), watches: ["zoo/shop"] }],
    ["groups log lines first", { when: countOver(logs, "5m").sum("type").above(1) }],
    ["is a heartbeat, which needs no fault", { class: "heartbeat" as const, firesUnder: [] }],
    [
      "renames the label that the rule sets",
      { when: renamed(increase(m.requests, "5m").sum("severity"), "severity", "its").sum("its").above(0) },
    ],
  ])("accepts one that %s", (_, change) => {
    expect(ofAlert(change)).toBe("accepted");
  });
});

describe("the catalog", () => {
  test("takes different services", () => {
    const shop = { system: "zoo", service: "shop" };
    const services = [defineService(zoo), defineService({ ...zoo, origin: shop, metrics: {}, alerts: [] })];
    expect(checkCatalog(services)).toEqual(services);
  });

  test("refuses a service that is declared twice", () => {
    expect(() => checkCatalog([defineService(zoo), defineService(zoo)])).toThrow(
      new DeclarationError([
        {
          place: "zoo/zoo-api",
          problem: "is declared twice",
          fix: "keep one file in services/, or give the other service a name of its own",
        },
      ]),
    );
  });

  test("refuses an alert that watches what nobody declares", () => {
    const alerts = [alert("ZooDown", { ...right, watches: ["zoo/gone"] })];
    expect(() => checkCatalog([defineService({ ...zoo, alerts })])).toThrow(
      "zoo/zoo-api, alert ZooDown: watches zoo/gone, which is not declared\n  fix: use one of: zoo/zoo-api",
    );
  });
});
