import type { AlertSpec } from "../../declaration/alert";
import { alert } from "../../declaration/alert";
import { countOver } from "../../queries/logql";
import { increase, rate, renamed, value } from "../../queries/promql";
import { watched } from "../../telemetry/target";
import { logs, m, refusal, right } from "./zoo";

function ofAlert(change: Partial<AlertSpec>, name = "ZooDown"): string {
  return refusal({ alerts: [alert(name, { ...right, ...change })] });
}

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
  [
    "a number that was typed into its summary",
    { summary: () => "It has been so for 5 minutes." },
    `${at}, summary: says "5", a number that was typed\n  fix: take it from the rule: (f) => f.value, threshold, hold, range, ahead, quantile, percentile or label(…)`,
  ],
])("refuses one with %s", (_, change, message) => {
  expect(ofAlert(change)).toBe(message);
});

test("refuses a name that is not PascalCase", () => {
  expect(ofAlert({}, "zoo-down")).toBe(
    "zoo/zoo-api, alert zoo-down: is not PascalCase\n  fix: name the symptom: HighErrorRate",
  );
});

test.each(["p95", "2.5s", "10%"])("refuses %s in a description", (word) => {
  const description: AlertSpec["description"] = (f) => `More than ${f.threshold} or ${word} fail.`;
  expect(ofAlert({ description })).toContain(`${at}, description: says "${word}", a number that was typed`);
});

test("takes every fact of the rule, and the names of HTTP's classes of answers", () => {
  const description: AlertSpec["description"] = (f) =>
    `${f.value} ${f.threshold} ${f.hold} ${f.range} ${f.quantile} ${f.label("route")} end with a 5xx, not a 4xx.`;
  expect(ofAlert({ description })).toBe("accepted");
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
