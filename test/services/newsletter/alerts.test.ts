import { printQuery } from "../../../queries/print";
import { newsletter } from "../../../services/newsletter";
import { alertFacts } from "../../support/alert-facts";

const mine = 'system="newsletter", service="newsletter-api"';
const all = `rate(request_duration_count{${mine}}[5m]) or rate(request_error_duration_count{${mine}}[5m])`;
const bad = `rate(request_duration_count{${mine}, status=~"5.."}[5m]) or rate(request_error_duration_count{${mine}}[5m])`;
const refused = `{${mine}, level="warn"} |= "Rate limit exceeded" | component="security" [5m]`;
const probe = (check: string) => `${mine}, probe="health", check${check}`;
const degraded = (check: string) =>
  `(probe_success{${probe(check)}} == 0) and on (service, probe, check) (probe_http_status_code{${probe(check)}} == 503)`;
const alerts: readonly (readonly [string, string, readonly unknown[]])[] = [
  [
    "HighErrorRate",
    `((sum (${bad}) or (sum (${all}) * 0)) / (sum (${all}) > 0)) > 0.01`,
    ["5m", "critical", ["errors", "databaseDown"]],
  ],
  [
    "SlowRequests",
    `histogram_quantile(0.95, sum by (le) (rate(http_server_request_duration_bucket{${mine}}[5m]))) > 0.3`,
    ["5m", "warning", ["slow", "stalled"]],
  ],
  [
    "ServiceDown",
    `(probe_success{${probe('="all"')}} == 0) unless on (service, probe, check) (probe_http_status_code{${probe('="all"')}} == 503)`,
    ["1m", "critical", ["down"]],
  ],
  ["DatabaseDown", degraded('="database"'), ["1m", "critical", ["databaseDown"]]],
  [
    "DependencyDown",
    degraded('=~"kv|r2|grok|resend|stripe"'),
    ["5m", "warning", ["emailProviderDown", "cacheDown"]],
  ],
  [
    "CertificateExpires",
    `max by (instance) (probe_ssl_earliest_cert_expiry{${probe('="all"')}} - time()) < 1209600`,
    ["1h", "warning", ["certificateExpiring"]],
  ],
  [
    "CostOverrun",
    `max (last_over_time(cost_daily_total{${mine}}[1h])) > 50`,
    [undefined, "warning", ["costOverrun"]],
  ],
  [
    "CriticalLogEntry",
    `sum by (component) (count_over_time({${mine}} | critical="true" [5m])) > 0`,
    [undefined, "critical", ["databaseDown"]],
  ],
  [
    "ErrorLogged",
    `sum by (component) (count_over_time({${mine}, level="error"} [5m])) > 0`,
    [undefined, "warning", ["errors", "databaseDown"]],
  ],
  [
    "AbusiveClient",
    `sum by (ip) (count_over_time(${refused})) >= 100`,
    [undefined, "warning", ["abusiveClient"]],
  ],
  [
    "RateLimitBypass",
    `count by (endpoint) (sum by (endpoint, ip) (count_over_time(${refused}))) >= 20`,
    [undefined, "warning", ["rateLimitBypass"]],
  ],
];

test.each(alerts)("alerts Slack and e-mail with %s", (name, expression, rest) => {
  const alert = newsletter.alerts.find((one) => one.name === name);
  if (!alert) throw new Error(`no alert ${name}`);
  expect(printQuery(alert.when.expression)).toBe(expression);
  expect([alert.hold, alert.severity, alert.firesUnder]).toEqual(rest);
  expect(alert.to ?? newsletter.owner.channels[alert.severity]).toEqual(["slack", "email"]);
});

test("has no other alert but that of the checklist", () =>
  expect(newsletter.alerts).toHaveLength(alerts.length + 1));

test("says the rule's own numbers", () => {
  const said = (name: string) => newsletter.alerts.find((one) => one.name === name)?.description(alertFacts);
  expect(said("HighErrorRate")).toBe("More than <t> have failed for <h>; it is <v> now.");
  expect(said("CostOverrun")).toBe("The budget of a day is <t>; today's cost is <v>.");
  expect(said("DependencyDown")).toBe("/healthz has called <check> not healthy for <h>.");
});

test("promises 1% of errors at most, a 95th percentile of 300 ms and an uptime of 99.9%", () => {
  expect(newsletter.slos?.map(({ kind, objective }) => [kind, objective])).toEqual([
    ["availability", 0.99],
    ["latency", 0.95],
    ["uptime", 0.999],
  ]);
  const [good] = newsletter.slos?.[1]?.good ?? [];
  expect(good?.matchers).toEqual([{ label: "le", operator: "=", value: "0.3" }]);
});

test("limits requests by address and endpoint", () => {
  const limit = (paths: string, requests: number, window: string, seconds: string) => ({
    ...{ paths, requests, window, per: "IP and endpoint", status: 429 },
    headers: {
      "Retry-After": seconds,
      "X-RateLimit-Limit": String(requests),
      "X-RateLimit-Remaining": "0",
    },
  });
  expect(newsletter.rateLimits).toEqual([
    limit("/api/register", 5, "1h", "3600"),
    limit("/api/preferences", 20, "1h", "3600"),
    limit("*", 100, "1m", "60"),
  ]);
});
