import { getStack } from "@pulumi/pulumi";
import { accessOf } from "./access";
import { loadCatalog, offered, systemsOf } from "./catalog";
import * as belfry from "./components";
import { readConfig } from "./config";
import { contentOf } from "./content";
import { maintenance } from "./maintenance";
import { plainErrors } from "./plain-errors";
import { platformOf } from "./platforms/choose";
import { receiversOf } from "./receivers";
import { stackSize } from "./sizing/stack";

/** The whole stack: configuration → platform → content → components → outputs. */
const stack = async () => {
  const config = readConfig();
  const platform = platformOf({ ...config, stack: getStack() });
  const { discovery } = platform;
  const at = belfry.placesOf(platform);
  const labels = { environment: config.environment, cluster: config.cluster };
  const services = offered(loadCatalog(), platform.offers);
  const grafanaUrl = platform.offers("grafana") ? { grafanaUrl: belfry.openedAt(at.grafana) } : {};
  const { routing, rules, logRules, boards } = contentOf(services, {
    settings: { ...labels, ...grafanaUrl, runbookBase: config.runbookBase },
    receivers: receiversOf(config, { systems: systemsOf(services), ...at }),
    ...{ times: config.alerting, imports: config.imports, maintenance, at },
    dashboardsFolder: belfry.Grafana.dashboardsFolder(at.grafana),
  });
  const keep = stackSize(services, config);
  const { login, push, bucket } = accessOf(config, systemsOf(services));

  new belfry.Inbox("inbox", { platform });
  const alertmanager = new belfry.Alertmanager("alertmanager", { platform, ...routing });
  const loki = new belfry.Loki("loki", { platform, ...at, labels, rules: logRules, ...keep.loki, bucket });
  const tempo = new belfry.Tempo("tempo", { platform, ...keep.tempo });
  const { database } = new belfry.Postgres("postgres", { platform });
  const { cache } = new belfry.Redis("redis", { platform });
  const grafana = new belfry.Grafana("grafana", { platform, database, ...boards, login });
  const apps = belfry.runCatalog({ ...at, ...config, platform, services });
  const prober = new belfry.BlackboxExporter("blackbox-exporter", { platform, services });
  const files = belfry.logFilesOf({ apps, servers: Object.values(at), services, discovery });
  const collector = new belfry.Collector("collector", { platform, ...at, services, files, labels, push });
  const cluster = belfry.clusterServers({ ...at, ...config, platform, services, labels });
  const canary = new belfry.Canary("canary", { platform, ...at });
  const { publicUrls } = config;
  const readiness = new belfry.Readiness("readiness", { platform, apps, publicUrls });
  const backup = new belfry.Backup("backup", { platform, database, cache });
  const exporters = belfry.exportersOf(platform, { database, cache });
  const servers = [alertmanager, loki, tempo, grafana, prober, collector, canary, readiness, backup];

  const prometheus = new belfry.Prometheus("prometheus", {
    ...{ platform, ...at, labels, services, rules, interval: config.scrapeInterval },
    scraped: [...servers, ...exporters, ...apps, ...cluster],
    ...keep.prometheus,
    apis: belfry.apisOf(apps),
    prober: prober.address,
  });
  return { prometheus: prometheus.url, alertmanager: alertmanager.url, inbox: at.inbox.url("http") };
};

export = () => plainErrors(stack);
