import { stringify } from "yaml";
import { quantile } from "../queries/histogram";
import { printLogSelection, printQuery } from "../queries/print";
import { rate } from "../queries/promql";
import type { Query } from "../queries/query";
import { spanMetrics } from "../telemetry/span-metrics";
import { dataSources } from "./datasources";
import { interpolated } from "./interpolation";
import { scrapeInterval } from "./interval";

/** Where Grafana finds what it shows. */
export interface ProvisioningSettings {
  /** Base URLs. */
  readonly prometheusUrl: string;
  readonly lokiUrl: string;
  readonly tempoUrl: string;
  readonly alertmanagerUrl: string;
  /** Folder in which the dashboards lie, as Grafana sees it. */
  readonly dashboardsFolder: string;
}

type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

/** The field of a line, and the label of an exemplar, that holds the trace's id. */
const traceId = "trace_id";

/** Whoever sent the span that is looked at: the collector gives each span the attributes `system` and `service`. */
const sender = { system: interpolated("__span.tags.system"), service: interpolated("__span.tags.service") };

/** Grafana replaces `$NAME` in provisioning files by environment variables; `$$` is a dollar. */
function withoutInterpolation(value: Json): Json {
  if (typeof value === "string") return value.replaceAll("$", "$$$$");
  if (typeof value !== "object") return value;
  if (isList(value)) return value.map(withoutInterpolation);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutInterpolation(inner)]));
}

function isList(value: readonly Json[] | { readonly [key: string]: Json }): value is readonly Json[] {
  return Array.isArray(value);
}

function prometheus(url: string): Json {
  return {
    ...source("Prometheus", dataSources.prometheus, url),
    isDefault: true,
    jsonData: {
      httpMethod: "POST",
      prometheusType: "Prometheus",
      timeInterval: scrapeInterval,
      manageAlerts: true,
      alertmanagerUid: dataSources.alertmanager.uid,
      exemplarTraceIdDestinations: [
        { name: traceId, datasourceUid: dataSources.tempo.uid, urlDisplayLabel: "Open trace" },
      ],
    },
  };
}

function loki(url: string): Json {
  return {
    ...source("Loki", dataSources.loki, url),
    jsonData: {
      maxLines: 1000,
      manageAlerts: true,
      alertmanagerUid: dataSources.alertmanager.uid,
      derivedFields: [
        {
          name: "Trace",
          // Structured metadata counts as a label here.
          matcherType: "label",
          matcherRegex: traceId,
          datasourceUid: dataSources.tempo.uid,
          url: interpolated("__value.raw"),
          urlDisplayLabel: "Open trace",
        },
      ],
    },
  };
}

/** The lines of a span's sender that carry its trace's id. Grafana's own query would also search every line's text. */
function linesOfTrace(): string {
  const matchers = [{ label: traceId, operator: "=", value: interpolated("__trace.traceId") }] as const;
  return printLogSelection({ kind: "logs", origin: sender, matchers, contains: [] });
}

/** Rate, errors and duration of the spans that bear the same name. */
function metricsOfSpan(): readonly Json[] {
  const { calls, duration } = spanMetrics(sender);
  const alike = { span_name: interpolated("__span.name") };
  const named = (name: string, query: Query<string, "promql">) => ({
    name,
    query: printQuery(query.expression),
  });
  return [
    named("Rate of such spans", rate(calls.where(alike), "$__rate_interval").sum()),
    named(
      "Failed ones of them",
      rate(calls.where({ ...alike, status_code: "STATUS_CODE_ERROR" }), "$__rate_interval").sum(),
    ),
    named("p95 of their duration", quantile(0.95, duration.where(alike), "$__rate_interval")),
  ];
}

function tempo(url: string): Json {
  return {
    ...source("Tempo", dataSources.tempo, url),
    jsonData: {
      tracesToLogsV2: {
        datasourceUid: dataSources.loki.uid,
        // Lines are often written a little before or after their span.
        spanStartTimeShift: "-1m",
        spanEndTimeShift: "1m",
        customQuery: true,
        query: linesOfTrace(),
      },
      tracesToMetrics: {
        datasourceUid: dataSources.prometheus.uid,
        spanStartTimeShift: "-30m",
        spanEndTimeShift: "30m",
        queries: metricsOfSpan(),
      },
      nodeGraph: { enabled: true },
      search: { hide: false },
    },
  };
}

function alertmanager(url: string): Json {
  return {
    ...source("Alertmanager", dataSources.alertmanager, url),
    jsonData: { implementation: "prometheus", handleGrafanaManagedAlerts: false },
  };
}

function source(name: string, { type, uid }: { type: string; uid: string }, url: string) {
  return { name, type, uid, url, access: "proxy", orgId: 1, editable: false };
}

/** One folder per system, made of the directories of the dashboards' files. */
function dashboardProvider(folder: string): Json {
  return {
    name: "belfry",
    orgId: 1,
    type: "file",
    disableDeletion: false,
    allowUiUpdates: false,
    updateIntervalSeconds: 10,
    options: { path: folder, foldersFromFilesStructure: true },
  };
}

function yaml(data: Json): string {
  return stringify(withoutInterpolation(data), { lineWidth: 0 });
}

/** The files of Grafana's provisioning folder. */
export function provisioning(settings: ProvisioningSettings): Readonly<Record<string, string>> {
  const { prometheusUrl, lokiUrl, tempoUrl, alertmanagerUrl, dashboardsFolder } = settings;
  return {
    "datasources/belfry.yaml": yaml({
      apiVersion: 1,
      // What is no longer declared goes.
      prune: true,
      datasources: [prometheus(prometheusUrl), loki(lokiUrl), tempo(tempoUrl), alertmanager(alertmanagerUrl)],
    }),
    "dashboards/belfry.yaml": yaml({ apiVersion: 1, providers: [dashboardProvider(dashboardsFolder)] }),
  };
}
