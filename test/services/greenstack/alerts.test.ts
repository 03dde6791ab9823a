import { alertsOf } from "../../../alerts/target-missing";
import { printQuery } from "../../../queries/print";
import { greenstack } from "../../../services/greenstack";
import { alertFacts } from "../../support/alert-facts";

const mine = 'system="greenstack", service="greenstack-api"';
const host = 'system="belfry", service="node-exporter"';
const writes = `{${mine}, method=~"POST|PUT|PATCH|DELETE", status=~"5.."}`;
const failedWrites = `(greenstack_requests_total${writes} unless greenstack_requests_total${writes} offset 1m) or increase(greenstack_requests_total${writes}[1m])`;
const alerts: readonly (readonly [string, string, readonly unknown[]])[] = [
  [
    "ServiceDown",
    `up{${mine}, job="greenstack-api"} == 0`,
    ["critical", "30s", "1m", "critical", ["pagerduty"], ["down"]],
  ],
  [
    "HighErrorRate",
    `sum (rate(greenstack_requests_total{${mine}, status=~"5.."}[5m])) > 0.05`,
    ["critical", "30s", "2m", "critical", ["pagerduty"], ["errors", "databaseDown"]],
  ],
  [
    "DatabaseDown",
    `(sum by (service) (greenstack_database_connections{${mine}}) == 0) and on (service) ((min by (service) (probe_success{${mine}, probe="readiness", check="database"}) == 0) or (sum by (service) (${failedWrites}) > 0))`,
    ["critical", "30s", "30s", "critical", ["pagerduty"], ["databaseDown"]],
  ],
  [
    "DiskSpaceCritical",
    `(node_filesystem_avail_bytes{${host}, mountpoint="/"} / node_filesystem_size_bytes{${host}, mountpoint="/"}) < 0.1`,
    ["critical", "30s", "5m", "critical", ["pagerduty"], ["diskFilling"]],
  ],
  [
    "SlowRequests",
    `histogram_quantile(0.95, sum by (le) (rate(greenstack_request_duration_seconds_bucket{${mine}}[5m]))) > 1`,
    ["warnings", "1m", "5m", "warning", ["slack"], ["slow"]],
  ],
  [
    "HighMemoryUsage",
    `(node_memory_MemAvailable_bytes{${host}} / node_memory_MemTotal_bytes{${host}}) < 0.2`,
    ["warnings", "1m", "10m", "warning", ["slack"], ["memoryLow"]],
  ],
  [
    "UploadFailureSpike",
    `sum (rate(greenstack_iodd_uploads_total{${mine}, status="failed"}[15m])) > 0.1`,
    ["warnings", "1m", "5m", "warning", ["slack"], ["uploadFailures", "databaseDown"]],
  ],
];

test.each(alerts)("alerts with %s", (name, expression, rest) => {
  const alert = greenstack.alerts.find((one) => one.name === name);
  if (!alert) throw new Error(`no alert ${name}`);
  expect(printQuery(alert.when.expression)).toBe(expression);
  const to = alert.to ?? greenstack.owner.channels[alert.severity];
  const { group, every, hold, severity, firesUnder } = alert;
  expect([group, every, hold, severity, to, firesUnder]).toEqual(rest);
});

test("has no other alert but that of the checklist", () =>
  expect(greenstack.alerts).toHaveLength(alerts.length + 1));

test("says the rule's own numbers", () => {
  const said = (name: string) => {
    const alert = greenstack.alerts.find((one) => one.name === name);
    return [alert?.summary(alertFacts), alert?.description(alertFacts)];
  };
  expect(said("ServiceDown")[0]).toBe("API has been unreachable for <h>");
  expect(said("HighErrorRate")).toEqual([
    "<v> requests end with a server error",
    "More than <t> have failed for <h>; it is <v> now.",
  ]);
});

test("has ten runbooks or more, each of another meaning", () => {
  const meanings = alertsOf(greenstack).map(({ runbook }) => runbook.meaning);
  expect(new Set(meanings).size).toBeGreaterThanOrEqual(10);
});

test("has the runbook of HighErrorRate to the letter, step by step", () => {
  const runbook = greenstack.alerts.find(({ name }) => name === "HighErrorRate")?.runbook;
  const order = [
    /by endpoint/,
    /error tracker.*last 15 minutes/i,
    /level=ERROR.*request_id/,
    /database down.*external API.*recent deploy/,
  ];
  expect(runbook?.diagnosis).toHaveLength(order.length);
  for (const [i, step] of order.entries()) expect(runbook?.diagnosis[i]).toMatch(step);
  expect(runbook?.mitigation).toEqual([
    "Roll back if recently deployed.",
    "Restart if it is a leak.",
    "Scale if out of capacity.",
    "Write it up in the ticket: what happened, why, what was done.",
  ]);
  expect(runbook?.escalation).toBe("Not resolved in 15 minutes: page a senior engineer.");
});

test("has the runbook of SlowRequests in its order", () => {
  const runbook = greenstack.alerts.find(({ name }) => name === "SlowRequests")?.runbook;
  const order = [/Traces/, /Query time.*index/, /Logs.*N\+1/, /CPU.*code.*memory.*leak.*disk/, /bottleneck/];
  expect(runbook?.diagnosis).toHaveLength(order.length);
  for (const [i, step] of order.entries()) expect(runbook?.diagnosis[i]).toMatch(step);
  expect(runbook?.mitigation.join(" ")).toMatch(/Fix.*mitigate/);
});

test("promises an uptime of 99.9%", () => {
  expect(greenstack.slos?.map(({ kind, objective, window }) => [kind, objective, window])).toEqual([
    ["uptime", 0.999, "30d"],
  ]);
});
