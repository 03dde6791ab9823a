import type { Service } from "../declaration/service";
import { levels } from "../telemetry/logs";
import type { Duration } from "../telemetry/units";
import { seconds } from "../telemetry/units";
import { ingestionMegabytes, lokiSize } from "./loki";
import { prometheusSize } from "./prometheus";
import { seriesOf, totalSeries } from "./series";
import { tempoIntake, tempoSize } from "./tempo";
import { trafficOf } from "./traffic";

export interface SizingSettings {
  /** How often services are scraped. */
  readonly scrapeInterval: Duration;
  /** Copies of servers by name. @default one of each */
  readonly copies?: Readonly<Record<string, number>>;
  /** Where Loki keeps lines. @default on its volume */
  readonly objectStorage?: unknown;
  readonly retentionDays: { readonly metrics: number; readonly logs: number; readonly traces: number };
}

/** Lines of belfry's own servers: what each of them printed in a second on the running stack. */
const ownLines = { bytesPerSecond: 40 };
/** Load may double for good before a volume is too small: growth, and weeks of spikes. */
const headroom = 2;

function sum(services: readonly Service[], of: (service: Service) => number): number {
  return services.reduce((total, service) => total + of(service), 0);
}

/** How long the servers keep telemetry, and the memory and disk that they need for it by the declarations. */
export function stackSize(services: readonly Service[], settings: SizingSettings) {
  const { scrapeInterval, retentionDays, copies = {}, objectStorage } = settings;
  const senders = services.filter(({ stack }) => !stack);
  const logBytes = sum(senders, (service) => trafficOf(service).logBytesPerSecond);
  const ownBytes = services.filter(({ stack }) => stack).length * ownLines.bytesPerSecond;
  const spanBytes = sum(senders, (service) => trafficOf(service).spanBytesPerSecond);
  const series = sum(services, (service) => totalSeries(seriesOf(service)));
  const { metrics, logs, traces } = retentionDays;
  const metricLoad = { series, intervalSeconds: seconds(scrapeInterval), retentionDays: metrics };
  const logLoad = {
    bytesPerSecond: headroom * (logBytes + ownBytes),
    streams: services.length * levels.length,
  };
  const tempo = tempoSize({ bytesPerSecond: headroom * spanBytes, retentionDays: traces });
  return {
    prometheus: { retentionDays: metrics, size: prometheusSize(metricLoad) },
    loki: {
      retentionDays: logs,
      size: lokiSize({
        ...{ ...logLoad, retentionDays: logs },
        ...{ copies: copies.loki ?? 1, inBucket: objectStorage !== undefined },
      }),
      ingestionMegabytes: ingestionMegabytes(logLoad.bytesPerSecond),
    },
    tempo: { retentionDays: traces, size: tempo, intake: tempoIntake(tempo.memoryLimitMib) },
  };
}
