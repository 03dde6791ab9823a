import type { Panel } from "../../../declaration/board";
import { leaves } from "../../../queries/expression";
import { printSearch } from "../../../queries/traceql";
import { greenstack } from "../../../services/greenstack";

const boards: readonly (readonly [string, readonly string[]])[] = [
  ["Application Overview", ["Request rate", "Errors", "Latency", "Active devices", "Uploads per hour"]],
  ["System Health", ["CPU", "Memory available", "Disk free", "Network", "Database connections active"]],
  [
    "Business Metrics",
    [
      "Devices uploaded by type",
      "Parameters parsed",
      "Tickets by priority",
      "PQA runs by result",
      "Active users",
    ],
  ],
  [
    "Error Tracking",
    [
      "Error rate by endpoint",
      "HTTP 5xx",
      "Top 10 error types",
      "Failed uploads by reason",
      "Database errors",
    ],
  ],
  ["Logs", []],
  ["Traces", []],
];
test.each(boards)("has the dashboard %s", (title, panels) => {
  const board = greenstack.boards?.find((one) => one.title === title);
  const titles = board?.rows.flatMap((row) => row.panels.map((panel) => panel.title));
  expect(titles).toEqual(expect.arrayContaining([...panels]));
});

function seriesOf(panel: Panel): readonly string[] {
  return Object.values(panel.queries).flatMap((query) =>
    "expression" in query
      ? leaves(query.expression).flatMap((leaf) => (leaf.kind === "series" ? [leaf.series] : []))
      : [],
  );
}

test("shows every metric in a panel", () => {
  const shown = (greenstack.boards ?? []).flatMap(({ rows }) =>
    rows.flatMap((row) => row.panels.flatMap(seriesOf)),
  );
  const bare = new Set(shown.map((series) => series.replace(/_(bucket|count|sum)$/, "")));
  expect(
    Object.values(greenstack.metrics)
      .map(({ name }) => name)
      .filter((name) => !bare.has(name)),
  ).toEqual([]);
});

test("searches slow spans by the threshold of SlowRequests", () => {
  const panels = greenstack.boards?.flatMap(({ rows }) => rows.flatMap((row) => row.panels)) ?? [];
  const query = panels.find(({ title }) => title === "Slow spans")?.queries.slow;
  if (query?.language !== "traceql") throw new Error("no search");
  expect(printSearch(query)).toBe('{ resource.service.name = "greenstack-api" && duration > 1s }');
});

test("holds its indicators, what its audit missed, and what it pays", () => {
  const lines = greenstack.checklist?.map(({ line }) => line) ?? [];
  expect(lines).toHaveLength(22);
  for (const text of [
    "every 15 s",
    "within 30 s",
    "within 1 min",
    "< 3 s",
    "< 5 %",
    "< 5 min",
    "< 30 min",
    "> 99.9 %",
  ]) {
    expect(lines.filter((line) => line.includes(text))).not.toEqual([]);
  }
  expect(Object.values(greenstack.facts ?? {})).toEqual([
    ...[124, 27, 20, "ENABLE_METRICS", "/var/log/greenstack/app.log", "30d", "90%", "80%"],
    ...["greenstack@2.0.0", 0.1, 0.1, 29, 200, 25, 300, 8, 40500],
  ]);
});
