import type { Panel } from "../../../declaration/board";
import { leaves } from "../../../queries/expression";
import { newsletter } from "../../../services/newsletter";

test("has the views that are wanted, and shows every metric in one", () => {
  const boards = newsletter.boards ?? [];
  expect(boards.map(({ title }) => title)).toEqual([
    "Performance",
    "Business Metrics",
    "Cost",
    "User Behaviour",
    "GDPR and Security",
    "Logs",
  ]);
  const seriesOf = (panel: Panel) =>
    Object.values(panel.queries).flatMap((query) =>
      "expression" in query
        ? leaves(query.expression).flatMap((leaf) => (leaf.kind === "series" ? [leaf.series] : []))
        : [],
    );
  const read = boards.flatMap(({ rows }) => rows.flatMap((row) => row.panels.flatMap(seriesOf)));
  const shown = new Set(read.map((series) => series.replace(/_bucket$/, "")));
  expect(
    Object.values(newsletter.metrics)
      .map(({ series }) => series)
      .filter((series) => !shown.has(series)),
  ).toEqual([]);
});

test("holds its checklist, its load and its budget", () => {
  expect(newsletter.checklist?.slice(0, 12).map(({ line }) => line)).toEqual([
    "Rate limiting on all endpoints",
    "Structured logging everywhere",
    "Error tracking configured",
    "Health checks passing",
    "Security headers",
    "GDPR endpoints",
    "Performance budgets met",
    "Alerts configured",
    "Runbooks documented",
    "Disaster recovery tested",
    "Dashboards operational",
    "All security scans pass",
  ]);
  expect(Object.values(newsletter.facts ?? {})).toEqual([
    ...[50, "5s", 1000, 200, 86400, "exports/<userId>/<exportId>.json"],
    ...["user, subscriptions, emails, preferences, engagement", 86400, "X-Trace-Id", "X-Response-Time"],
    ...["Too Many Requests", "errors only", 10000, 24, 5],
  ]);
});
