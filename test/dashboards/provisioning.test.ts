import { parse } from "yaml";
import { provisioning } from "../../dashboards/provisioning";
import { syntaxErrors } from "../queries/grammar";

const files = provisioning({
  prometheusUrl: "http://prometheus:9090",
  lokiUrl: "http://loki:3100",
  tempoUrl: "http://tempo:3200",
  alertmanagerUrl: "http://alertmanager:9093",
  dashboardsFolder: "/etc/grafana/dashboards",
});

/** What Grafana makes of the file: `$$` is a dollar, and nothing else in it begins with one. */
function asRead(path: string) {
  const text = files[path] ?? "";
  expect(text.replaceAll("$$", "")).not.toContain("$");
  return parse(text.replaceAll("$$", "$"));
}

const { datasources } = asRead("datasources/belfry.yaml");
const [prometheus, loki, tempo, alertmanager] = datasources;

test("there are four data sources under fixed uids, which nobody edits by hand", () => {
  expect(
    datasources.map(({ type, uid, url, editable, isDefault }: Record<string, unknown>) => [
      type,
      uid,
      url,
      editable,
      isDefault,
    ]),
  ).toEqual([
    ["prometheus", "belfry-prometheus", "http://prometheus:9090", false, true],
    ["loki", "belfry-loki", "http://loki:3100", false, undefined],
    ["tempo", "belfry-tempo", "http://tempo:3200", false, undefined],
    ["alertmanager", "belfry-alertmanager", "http://alertmanager:9093", false, undefined],
  ]);
});

test("an exemplar leads to its trace", () => {
  expect(prometheus.jsonData).toEqual({
    httpMethod: "POST",
    prometheusType: "Prometheus",
    timeInterval: "15s",
    manageAlerts: true,
    alertmanagerUid: "belfry-alertmanager",
    exemplarTraceIdDestinations: [
      { name: "trace_id", datasourceUid: "belfry-tempo", urlDisplayLabel: "Open trace" },
    ],
  });
});

test("a span leads to the lines of its sender that carry the trace's id", () => {
  const { tracesToLogsV2 } = tempo.jsonData;
  expect(tracesToLogsV2).toEqual({
    datasourceUid: "belfry-loki",
    spanStartTimeShift: "-1m",
    spanEndTimeShift: "1m",
    customQuery: true,
    query: `{system="\${__span.tags.system}", service="\${__span.tags.service}"} | trace_id="\${__trace.traceId}"`,
  });
  expect(syntaxErrors("logql", tracesToLogsV2.query)).toEqual([]);
});

test("a line leads to its trace, by the id in its structured metadata", () => {
  expect(loki.jsonData).toEqual({
    maxLines: 1000,
    manageAlerts: true,
    alertmanagerUid: "belfry-alertmanager",
    derivedFields: [
      {
        name: "Trace",
        matcherType: "label",
        matcherRegex: "trace_id",
        datasourceUid: "belfry-tempo",
        url: `\${__value.raw}`,
        urlDisplayLabel: "Open trace",
      },
    ],
  });
});

test("a span leads to the metrics of its like, as the collector names them", () => {
  const { tracesToMetrics, nodeGraph, search } = tempo.jsonData;
  expect({ nodeGraph, search }).toEqual({
    nodeGraph: { enabled: true },
    search: { hide: false },
  });
  expect(tracesToMetrics.datasourceUid).toBe("belfry-prometheus");
  const sender = `system="\${__span.tags.system}", service="\${__span.tags.service}", span_name="\${__span.name}"`;
  expect(tracesToMetrics.queries.map(({ query }: { query: string }) => query)).toEqual([
    `sum (rate(traces_span_metrics_calls{${sender}}[$__rate_interval]))`,
    `sum (rate(traces_span_metrics_calls{${sender}, status_code="STATUS_CODE_ERROR"}[$__rate_interval]))`,
    `histogram_quantile(0.95, sum by (le) (rate(traces_span_metrics_duration_bucket{${sender}}[$__rate_interval])))`,
  ]);
  for (const { query } of tracesToMetrics.queries) expect(syntaxErrors("promql", query)).toEqual([]);
});

test("Grafana shows Prometheus' alerts and sends none of its own", () => {
  expect(alertmanager.jsonData).toEqual({ implementation: "prometheus", handleGrafanaManagedAlerts: false });
});

test("dashboards are read from their folder, a folder a system", () => {
  expect(asRead("dashboards/belfry.yaml")).toEqual({
    apiVersion: 1,
    providers: [
      {
        name: "belfry",
        orgId: 1,
        type: "file",
        disableDeletion: false,
        allowUiUpdates: false,
        updateIntervalSeconds: 10,
        options: { path: "/etc/grafana/dashboards", foldersFromFilesStructure: true },
      },
    ],
  });
});
