import { stringify } from "yaml";
import { logRuleFiles, ruleFiles } from "../../alerts/rules";
import { runbooksOf } from "../../alerts/runbooks";
import { loadCatalog } from "../../catalog";
import { blackboxModules } from "../../components/blackbox-modules";
import { ownKeys, parseConfig } from "../../config";
import { dashboardFiles } from "../../dashboards/files";
import { clusterDiscovery } from "../../platforms/kubernetes/discovery";
import { configMap } from "./operator/config-map";
import type { ContentObject } from "./operator/content-object";
import { dashboardObjects } from "./operator/dashboard-objects";
import { podMonitors } from "./operator/pod-monitors";
import { logRuleObjects, ruleObjects } from "./operator/rule-objects";
import { yamlForGo } from "./yaml-for-go";

/**
 * What the catalog yields as objects for those who run the Prometheus operator already and want the content alone: rules,
 * what is scraped and probed, dashboards, rules over logs. Of belfry's own servers there is nothing: they do not run.
 */
export function operatorObjects(
  stack: string,
  config: Readonly<Record<string, string>>,
): readonly ContentObject[] {
  const { environment, cluster, runbookBase, kubernetes, scrapeInterval } = parseConfig(
    ownKeys(config),
    stack,
  );
  const services = loadCatalog().filter((service) => !service.stack);
  const labels = { environment, cluster };
  const host = kubernetes.ingress?.hosts.grafana;
  const settings = { ...labels, runbookBase, ...(host ? { grafanaUrl: `https://${host}` } : {}) };
  const discovery = clusterDiscovery(kubernetes);
  const prober = `blackbox-exporter.${kubernetes.namespace}.svc:9115`;
  return [
    ...ruleObjects(ruleFiles(services, settings), labels),
    ...podMonitors({ services, labels, discovery, prober, interval: scrapeInterval }),
    configMap("belfry-blackbox-exporter", { "blackbox.yaml": stringify(blackboxModules(services)) }),
    ...logRuleObjects(logRuleFiles(services, settings), labels),
    ...dashboardObjects(dashboardFiles(services, { ...settings, runbooks: runbooksOf(services, settings) })),
  ];
}

/** The objects as a file for each kind. */
export function operatorFiles(objects: readonly ContentObject[]): Readonly<Record<string, string>> {
  const kinds = [...new Set(objects.map(({ kind }) => kind))];
  return Object.fromEntries(
    kinds.map((kind) => {
      const texts = objects.filter((one) => one.kind === kind).map((one) => stringify(one, yamlForGo));
      return [`${kind.toLowerCase()}s.yaml`, texts.join("---\n")];
    }),
  );
}
