import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { foreignReport } from "../../scripts/verify/foreign";

// Rules and dashboards that are not belfry's own, judged by Prometheus' own programs on series made up for them.

const folder = mkdtempSync(join(tmpdir(), "belfry-foreign-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const alerts = {
  Down: ['up{job="shop"} == 0', "5m"],
  ErrorShare: [
    'sum by (job) (rate(errors_total{job="shop"}[5m])) / sum by (job) (rate(requests_total{job="shop"}[5m])) > 0.05',
    "10m",
  ],
  Missing: ['absent(up{job="shop"})', "5m"],
  ManyRestarts: ['changes(process_start_time_seconds{job="shop"}[15m]) > 2', "0s"],
  DiskFull: ["predict_linear(free_bytes[6h], 4 * 3600) < 0 and free_bytes / size_bytes < 0.3", "1h"],
  Grows: ["avg(blocks) / avg(blocks offset 1d) > 1.4", "15m"],
  SomeVersions: ["count(count by (version) (build_info)) > 1", "15m"],
  CountIsZero: ['count(up{job="shop"}) == 0', "5m"],
  TwoLabels: ["sum by (tenant) (builders) == 0 and max by (cluster) (blocks) > 0", "5m"],
  NobodyRecords: ["shop:errors:rate5m > 1", "5m"],
  AnHour: ["hour() == 3 and on() up == 1", "2h"],
  Wrong: ["rate(requests_total) > 1", "5m"],
} as const;

writeFileSync(
  join(folder, "rules.yaml"),
  stringify({
    kind: "PrometheusRule",
    spec: {
      groups: [
        {
          name: "shop",
          rules: Object.entries(alerts).map(([alert, [expr, hold]]) => ({
            alert,
            expr,
            for: hold,
            labels: { severity: alert === "Down" ? "critical" : "warning" },
          })),
        },
      ],
    },
  }),
);
writeFileSync(
  join(folder, "shop.json"),
  JSON.stringify({
    title: "Shop",
    templating: { list: [{ name: "job", type: "query" }] },
    panels: [
      ["p95", 'histogram_quantile(0.95, sum by (le) (rate(seconds_bucket{job="$job"}[$__rate_interval])))'],
      ["variable", 'up{cluster="$cluster"}'],
      ["sides", "sum by (a) (x) / sum by (b) (y)"],
      ["logs", '{app="shop"} |= "error"'],
    ].map(([title, expr]) => ({ title, targets: [{ expr }] })),
  }),
);
writeFileSync(
  join(folder, "alertmanager.yml"),
  stringify({
    route: { receiver: "nobody", routes: [{ receiver: "us", matchers: ['severity="critical"'] }] },
    receivers: [{ name: "nobody" }, { name: "us", webhook_configs: [{ url: "http://127.0.0.1:1/" }] }],
  }),
);

test("tells what works, what cannot, and of what nothing is known", async () => {
  const { findings } = await foreignReport({
    rules: join(folder, "rules.yaml"),
    dashboards: join(folder, "shop.json"),
    alertmanager: join(folder, "alertmanager.yml"),
  });
  const told = Object.fromEntries(
    findings.map(({ kind, subject, verdict, why }) => [
      `${kind} ${subject.replace(/^shop\//, "")}`,
      verdict === "cannot" ? why : verdict,
    ]),
  );
  expect(told).toMatchObject({
    "alert Down": "works",
    "alert ErrorShare": "works",
    "alert Missing": "works",
    "alert ManyRestarts": "works",
    "alert DiskFull": "works",
    "alert Grows": "works",
    "alert SomeVersions": "works",
    "alert CountIsZero": expect.stringContaining('never below 1, so "== 0" never holds'),
    "alert TwoLabels": expect.stringContaining('only one side of "and" has the label tenant, cluster'),
    "alert NobodyRecords": "no rule that was read records shop:errors:rate5m",
    "alert AnHour": 'it holds for 3600 s at the longest, its "for" is 7200 s',
    "alert Wrong": expect.stringContaining("expected type range vector"),
    "panel Shop: p95": "works",
    "panel Shop: variable": "its dashboard defines no variable $cluster",
    "panel Shop: sides": expect.stringContaining("the label a, b"),
    "panel Shop: logs": "unknown",
    "route Down": "works",
    "route Missing": "it reaches nobody, which tells nobody",
  });
});

test("what is not there is told with the option that named it", async () => {
  await expect(foreignReport({ rules: join(folder, "none") })).rejects.toThrow("--rules");
  await expect(foreignReport({ dashboards: join(folder, "alertmanager.yml") })).rejects.toThrow(
    "There is no rule and no panel",
  );
});
