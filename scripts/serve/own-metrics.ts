import type { Emission } from "../../declaration/emission";
import type { Service } from "../../declaration/service";
import { listen } from "../../simulator/listen";
import { PrometheusMetrics } from "../../simulator/prometheus-metrics";
import { metricsReply } from "../../simulator/routes";

/** What a server of belfry's own tells of itself, in the metrics that its declaration names. */
export interface OwnMetrics {
  tell(emissions: readonly Emission[]): void;
  /** Offers them to Prometheus, and says where. */
  serve(host: string, port: number): Promise<{ close(): Promise<void> }>;
}

/** The metrics of a declared server, kept for Prometheus to scrape. */
export function ownMetrics(service: Service): OwnMetrics {
  const metrics = new PrometheusMetrics(service);
  return {
    tell(emissions) {
      for (const one of emissions) {
        if (one.kind === "count") metrics.count(one.metric, one.labels, one.by);
        if (one.kind === "observe") metrics.observe(one.metric, one.labels, one.value);
        if (one.kind === "set") metrics.set(one.metric, one.labels, one.value);
      }
    },
    async serve(host, port) {
      const server = await listen(host, port, () => metricsReply(metrics));
      console.error(`${service.origin.service}: metrics on port ${server.port}`);
      return server;
    },
  };
}
