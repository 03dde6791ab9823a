import { logRuleFiles, ruleFiles } from "../../alerts/rules";
import { absent } from "../../queries/promql";
import { watched } from "../../telemetry/target";
import { errorRate, origin, queueFull, serviceDown, settings, shop, shopWith } from "./shop";

const dashboard = "https://grafana.example/d/belfry-service-";
const runbookDashboard = "https://grafana.example/d/belfry-runbook-";

test("writes a file for each service, with a group for each of its own and its intervals", () => {
  const files = ruleFiles([shop], settings);
  expect(Object.keys(files)).toEqual(["shop.shop-api.yaml"]);
  const text = files["shop.shop-api.yaml"] ?? "";
  expect(
    text.replace(/belfry-(service|runbook)-\w{20}/g, "belfry-$1-…"),
  ).toBe(`# Generated from the declaration of shop/shop-api.
groups:
  - name: shop/shop-api:critical
    interval: 30s
    rules:
      - alert: HighErrorRate
        expr: ((sum by (route) (rate(requests_total{system="shop", service="shop-api", status="500"}[5m])) or (sum by (route) (rate(requests_total{system="shop", service="shop-api"}[5m])) * 0)) / (sum by (route) (rate(requests_total{system="shop", service="shop-api"}[5m])) > 0)) > 0.05
        for: 5m
        keep_firing_for: 2m
        labels:
          system: shop
          service: shop-api
          team: sellers
          severity: critical
        annotations:
          summary: '{{ humanizePercentage $value }} of {{ index $labels "route" }} fail'
          description: More than 5% for 5 minutes in prod.
          runbook_url: https://runbooks.example/shop/shop-api/HighErrorRate.md
          dashboard_url: ${dashboard}…
          runbook_dashboard_url: ${runbookDashboard}…
  - name: shop/shop-api
    rules:
      - alert: QueueFull
        expr: queue_bytes{system="shop", service="shop-api"} >= 1610612736
        labels:
          system: shop
          service: shop-api
          team: sellers
          severity: warning
        annotations:
          summary: '{{ index $labels "queue" }} holds {{ humanize1024 $value }}B'
          description: 1.5GiB are too much.
          runbook_url: https://runbooks.example/shop/shop-api/QueueFull.md
          dashboard_url: ${dashboard}…
          runbook_dashboard_url: ${runbookDashboard}…
      - alert: ServiceDown
        expr: up{system="shop", service="shop-api", job="shop-api"} == 0
        for: 1m
        labels:
          system: shop
          service: shop-api
          team: sellers
          severity: critical
        annotations:
          summary: the shop is closed
          description: Nothing has answered for 1 minute.
          runbook_url: https://runbooks.example/shop/shop-api/ServiceDown.md
          dashboard_url: ${dashboard}…
          runbook_dashboard_url: ${runbookDashboard}…
      - alert: TargetMissing
        expr: absent(up{system="shop", service="shop-api", job="shop-api"})
        for: 1m
        labels:
          system: shop
          service: shop-api
          team: sellers
          severity: critical
        annotations:
          summary: shop-api is not scraped at all
          description: "For 1 minute Prometheus has had no target for shop/shop-api: nothing of it is watched."
          runbook_url: https://runbooks.example/shop/shop-api/TargetMissing.md
          dashboard_url: ${dashboard}…
          runbook_dashboard_url: ${runbookDashboard}…
`);
});

test("hands alerts over logs to Loki's ruler, and no others", () => {
  const { grafanaUrl: _, ...withoutGrafana } = settings;
  expect(logRuleFiles([shop], withoutGrafana)).toEqual({
    "shop.shop-api.yaml": `# Generated from the declaration of shop/shop-api.
groups:
  - name: shop/shop-api
    rules:
      - alert: TypeRepeats
        expr: sum by (type) (count_over_time({system="shop", service="shop-api", level="error"} [1h])) >= 5
        labels:
          system: shop
          service: shop-api
          team: sellers
          severity: warning
        annotations:
          summary: '{{ index $labels "type" }} came {{ if lt $value 1000.0 }}{{ printf "%.4g" $value }}{{ else }}{{ humanize $value }}{{ end }} times'
          description: 5 are too many.
          runbook_url: https://runbooks.example/shop/shop-api/TypeRepeats.md
`,
  });
  expect(logRuleFiles([shopWith({ alerts: [queueFull] })], settings)).toEqual({});
});

const noticed = { ...serviceDown, when: serviceDown.when.or(absent(watched(origin).up)) };
test.each([
  ["that is scraped", shopWith({ alerts: [] }), true],
  ["that notices its absence itself", shopWith({ alerts: [noticed] }), false],
  [
    "that pushes",
    shopWith({ alerts: [serviceDown], delivery: { by: "otlp", temporality: "delta", every: "15s" } }),
    false,
  ],
])("adds TargetMissing or not to a service %s", (_, service, expected) => {
  expect((ruleFiles([service], settings)["shop.shop-api.yaml"] ?? "").includes("TargetMissing")).toBe(
    expected,
  );
});

test("wakes nobody for the missing target of a service that matters less", () => {
  const text = ruleFiles([shopWith({ alerts: [], importance: "normal" })], settings)["shop.shop-api.yaml"];
  expect(text).toContain("severity: warning");
});

test("refuses a group of two intervals, and a text that cannot be true, in one go", () => {
  const odd = { ...queueFull, group: "critical", description: (f: { hold: string }) => f.hold };
  expect(() => ruleFiles([shopWith({ alerts: [errorRate, odd] })], settings)).toThrow(
    [
      "rule group shop/shop-api:critical: is to be evaluated every 30s and the global interval",
      "  fix: give all alerts of the group the same `every`, or some another `group`",
      "shop/shop-api, alert QueueFull, description: says its hold, but fires at once",
      '  fix: leave it out, or declare hold: "1m"',
    ].join("\n"),
  );
});
