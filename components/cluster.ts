import type { Scraped } from "./endpoint";
import { KubeStateMetrics } from "./kube-state-metrics";
import { LogCollector, type LogCollectorArgs } from "./log-collector";

/** What watches a cluster from inside, where there is one: its objects and what its pods print. */
export function clusterServers(args: LogCollectorArgs): readonly Scraped[] {
  const { platform, services } = args;
  const objects = services.find(({ id }) => id === "kubernetes/kube-state-metrics");
  if (platform.offers("log-collector")) new LogCollector("log-collector", args);
  return objects ? [new KubeStateMetrics("kube-state-metrics", { platform, service: objects })] : [];
}
