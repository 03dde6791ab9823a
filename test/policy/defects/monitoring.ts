import { getAt, type Manifest, setAt } from "../manifest";
import { type Defect, edit, editSet, manifest, missing, remove, rule0, set, wrong } from "./defect";

export const monitoring: readonly Defect[] = [
  missing("alerts-have-severity", "no severity", editSet("rules", `${rule0}.labels.severity`, undefined)),
  wrong("alerts-have-severity", "another word", editSet("rules", `${rule0}.labels.severity`, "urgent")),
  missing(
    "alerts-have-runbooks",
    "no runbook",
    editSet("rules", `${rule0}.annotations.runbook_url`, undefined),
  ),
  wrong("alerts-have-runbooks", "no address", editSet("rules", `${rule0}.annotations.runbook_url`, "TODO")),
  missing("alerts-have-owners", "no owner", editSet("log-rules", `${rule0}.labels.team`, undefined)),
  wrong("alerts-have-owners", "an empty owner", editSet("log-rules", `${rule0}.labels.team`, "")),
  missing(
    "receivers-are-defined",
    "a receiver is gone",
    edit("alertmanager", (config) => {
      const receivers = getAt(config, "receivers") as Manifest[];
      const lost = receivers.findIndex(({ name }) => name === "pulsecal/pagerduty+slack");
      if (lost < 0) throw new Error("no such receiver");
      receivers.splice(lost, 1);
    }),
  ),
  wrong(
    "critical-alerts-reach-a-person",
    "a route to nowhere",
    edit("alertmanager", (config) => {
      setAt(config, "route.routes.0.routes", []);
      (getAt(config, "receivers") as Manifest[]).push({ name: "null" });
      setAt(config, "route.receiver", "null");
    }),
    { also: ["heartbeat-leaves-the-cluster"] },
  ),
  missing("critical-alerts-reach-a-person", "no Alertmanager to see", remove("ConfigMap/alertmanager"), {
    status: "unknown",
    also: ["heartbeat-leaves-the-cluster"],
  }),
  missing("heartbeat-leaves-the-cluster", "no heartbeat", (all) => {
    const rules = getAt(manifest(all, "ConfigMap/rules"), "data") as Record<string, string>;
    rules["belfry.prometheus.yaml"] = (rules["belfry.prometheus.yaml"] ?? "").replace(
      "alert: Watchdog",
      "alert: Quiet",
    );
  }),
  wrong(
    "heartbeat-leaves-the-cluster",
    "nobody listens",
    edit("alertmanager", (config) => {
      const receivers = getAt(config, "receivers") as Manifest[];
      setAt(
        receivers.find(({ name }) => name === "dead-mans-switch"),
        "webhook_configs",
        [],
      );
    }),
  ),
  missing(
    "scrape-interval-is-short",
    "Prometheus' own, a minute",
    editSet("prometheus", "global.scrape_interval", undefined),
    // A window of two minutes then holds two samples only.
    { also: ["rate-windows-fit-scrapes"] },
  ),
  wrong(
    "scrape-interval-is-short",
    "a job of its own",
    editSet("prometheus", "scrape_configs.0.scrape_interval", "30s"),
  ),
  missing(
    "scrapes-are-limited",
    "no limit",
    editSet("prometheus", "scrape_configs.0.sample_limit", undefined),
  ),
  wrong(
    "scrapes-are-limited",
    "a limit of 0, which is none",
    editSet("prometheus", "scrape_configs.0.sample_limit", 0),
  ),
  wrong(
    "rate-windows-fit-scrapes",
    "a window of 30 s",
    editSet("rules", `${rule0}.expr`, "rate(http_requests_total[30s]) > 1"),
  ),
  missing("rate-windows-fit-scrapes", "no scrape interval to see", remove("ConfigMap/prometheus"), {
    status: "unknown",
    also: ["metrics-retention-is-set", "retention-fits-the-disk"],
  }),
  missing(
    "metrics-retention-is-set",
    "Prometheus' own, 15 days",
    editSet("prometheus", "storage.tsdb.retention.time", undefined),
  ),
  wrong("metrics-retention-is-set", "two weeks", editSet("prometheus", "storage.tsdb.retention.time", "2w")),
  missing(
    "retention-fits-the-disk",
    "no size",
    editSet("prometheus", "storage.tsdb.retention.size", undefined),
  ),
  wrong(
    "retention-fits-the-disk",
    "more than the volume",
    editSet("prometheus", "storage.tsdb.retention.size", "19GB"),
  ),
  missing("log-retention-is-set", "no period", editSet("loki", "limits_config.retention_period", undefined)),
  wrong("log-retention-is-set", "nobody deletes", editSet("loki", "compactor.retention_enabled", false)),
  missing("log-rates-are-limited", "no limit", editSet("loki", "limits_config.ingestion_rate_mb", undefined)),
  missing("trace-retention-is-set", "no period", editSet("tempo", "overrides", undefined)),
  wrong(
    "trace-retention-is-set",
    "for ever",
    editSet("tempo", "overrides.defaults.compaction.block_retention", "0s"),
  ),
  missing(
    "logs-are-redacted",
    "no processors",
    editSet("collector", "service.pipelines.logs.processors", undefined),
  ),
  wrong(
    "logs-are-redacted",
    "another processor",
    editSet("collector", "service.pipelines.logs.processors", ["batch"]),
  ),
  missing(
    "traces-are-redacted",
    "no processors",
    editSet("collector", "service.pipelines.traces.processors", undefined),
  ),
  missing("dashboards-show-something", "no uid", (all) => {
    const boards = getAt(manifest(all, "ConfigMap/dashboards"), "data") as Record<string, string>;
    boards["overview.json"] = JSON.stringify({
      ...JSON.parse(boards["overview.json"] ?? ""),
      uid: undefined,
    });
  }),
  wrong(
    "dashboards-show-something",
    "no query",
    set("ConfigMap/dashboards", "data", {
      "empty.json": '{"title":"x","uid":"x","panels":[{"type":"text"}]}',
    }),
  ),
];
