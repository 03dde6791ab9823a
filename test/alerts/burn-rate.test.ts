import { burnRateAlerts } from "../../alerts/burn-rate-alerts";
import { inhibitRules } from "../../alerts/inhibition";
import { ruleFiles } from "../../alerts/rules";
import { budgetRecording, burnRecordings } from "../../alerts/slo-recordings";
import { loadCatalog } from "../../catalog";
import type { Service } from "../../declaration/service";
import { availability } from "../../declaration/slo";
import { printQuery } from "../../queries/print";
import { alertFacts } from "../support/alert-facts";
import { metrics as m, settings, shopWith } from "./shop";

const promise = availability({
  objective: 0.999,
  bad: [m.requests.where({ status: "500" })],
  total: [m.requests],
  description: "Requests that do not fail.",
  diagnosis: ["Is the till open?"],
  spentUnder: { fast: ["errors"], slow: ["down"] },
});
const promising = (changes: Partial<Service> = {}) => shopWith({ alerts: [], slos: [promise], ...changes });

test("an SLO costs seven recorded series and four alerts, where Sloth has fifteen and two", () => {
  const series = [...burnRecordings(promising(), promise), budgetRecording(promising(), promise)];
  expect(series.map(({ record }) => record)).toEqual([
    "belfry:events:rate5m",
    "belfry:errors:rate5m",
    "belfry:error_ratio:rate1h",
    "belfry:error_ratio:rate6h",
    "belfry:error_ratio:rate1d",
    "belfry:error_ratio:rate3d",
    "belfry:error_ratio:rate30d",
  ]);
  expect(series.length + burnRateAlerts(promising()).length).toBe(11);
  for (const { labels } of series) {
    expect(labels).toEqual({ system: "shop", service: "shop-api", slo: "availability" });
  }
});

const fast = '{system="shop", service="shop-api", alertname="AvailabilityBurnRateFast", alertstate="firing"}';
const own = `{system="shop", service="shop-api", slo="availability"}`;

test("the names of the alerts, their paces and their numbers stand", () => {
  const alerts = burnRateAlerts(promising());
  expect(alerts.map(({ name, labels, when }) => [name, labels?.tier, when.threshold?.value])).toEqual([
    ["AvailabilityBurnRateFast", "fast", 14.4],
    ["AvailabilityBurnRateModerate", "moderate", 6],
    ["AvailabilityBurnRateSlow", "slow", 3],
    ["AvailabilityBurnRateCreeping", "creeping", 1],
  ]);
  expect(alerts.slice(0, 2).map(({ when }) => printQuery(when.expression))).toEqual([
    `((belfry:error_ratio:rate1h${own} / 0.001) > 14.4) and ((belfry:errors:rate5m${own} / (belfry:events:rate5m${own} > 0)) > 0.0144)`,
    `(((belfry:error_ratio:rate6h${own} / 0.001) > 6) and ((sum_over_time(belfry:errors:rate5m${own}[30m:1m]) / (sum_over_time(belfry:events:rate5m${own}[30m:1m]) > 0)) > 0.006)) unless on (environment, cluster) (max by (environment, cluster) (max_over_time(ALERTS${fast}[30m])) unless max by (environment, cluster) (ALERTS${fast}))`,
  ]);
});

test.each([
  ["high", ["critical", "critical", "warning", "warning"]],
  ["normal", ["critical", "warning", "warning", "info"]],
  ["low", ["warning", "warning", "info", "info"]],
] as const)("wakes for a service of %s importance as fast as it matters", (importance, severities) => {
  expect(burnRateAlerts(promising({ importance })).map(({ severity }) => severity)).toEqual(severities);
});

test("a tier fires under the faults of its own pace and of faster ones", () => {
  expect(burnRateAlerts(promising()).map(({ firesUnder }) => firesUnder)).toEqual([
    ["errors"],
    ["errors"],
    ["errors", "down"],
    ["errors", "down"],
  ]);
});

test("an objective that is never missed so fast has no alert for that pace", () => {
  const slos = [{ ...promise, objective: 0.9 }];
  expect(burnRateAlerts(promising({ slos })).map(({ labels }) => labels?.tier)).toEqual([
    "moderate",
    "slow",
    "creeping",
  ]);
});

test("the text says the rule's own numbers, the runbook what its author knows first", () => {
  const [fast] = burnRateAlerts(promising());
  const facts = { ...alertFacts, value: "20", threshold: "14.4" };
  expect(fast?.summary(facts)).toBe("shop-api burns its budget for availability 20 times as fast as it may");
  expect(fast?.description(facts)).toBe(
    "Promised: 99.9% over 30 days. Requests that do not fail. Within 1 hour more than 2% of that budget was spent, and it burns on within 5 minutes. Measured is 20 times the pace at which it would just last, the limit is 14.4.",
  );
  expect(fast?.runbook.diagnosis[0]).toBe("Is the till open?");
  expect(fast?.runbook.meaning).toContain("at this pace all of it lasts 50 hours.");
});

test("the month is read in a group of its own, once a minute", () => {
  const file = ruleFiles([promising()], settings)["shop.shop-api.slo.yaml"] ?? "";
  expect(file.match(/name: .*|interval: .*/g)).toEqual([
    "name: shop/shop-api:slo",
    "name: shop/shop-api:budget",
    "interval: 1m",
  ]);
});

test("a faster tier holds back the slower ones of the same SLO", () => {
  const slower = inhibitRules([promising()]).filter(({ equal }) => equal.includes("slo"));
  expect(slower.map(({ source_matchers, target_matchers }) => [source_matchers, target_matchers])).toEqual([
    [['tier="fast"'], ['tier=~"moderate|slow|creeping"']],
    [['tier="moderate"'], ['tier=~"slow|creeping"']],
    [['tier="slow"'], ['tier="creeping"']],
  ]);
  expect(slower[0]?.equal).toEqual(["environment", "cluster", "system", "service", "slo"]);
});

test("no alert of an SLO bears the name of another alert of its service", () => {
  for (const service of loadCatalog()) {
    const declared = service.alerts.map(({ name }) => name);
    expect(burnRateAlerts(service).filter(({ name }) => declared.includes(name))).toEqual([]);
  }
});
