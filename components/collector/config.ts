import type { Service } from "../../declaration/service";
import type { Place } from "../../platforms/platform";
import { counters, countingSteps } from "./counting";
import { placeStatements, senderStatements } from "./identity";
import type { LogFiles } from "./log-receivers";
import { fileReceiver, tcpReceiver } from "./log-receivers";
import { logStatements } from "./log-statements";
import { pushParts } from "./push";
import { redaction, spanTextStatements } from "./redaction";
import { refusals } from "./refusals";
import type { CollectorRoom } from "./skeleton";
import { extensions, memoryLimiter, positions, queue, serviceOf, transform } from "./skeleton";

export interface CollectorConfigArgs extends CollectorRoom {
  readonly services: readonly Service[];
  /** Files to read lines from. */
  readonly files: readonly LogFiles[];
  /** Systems that send from outside, each with its token. @default none */
  readonly pushing?: readonly string[];
  /** Labels `environment` and `cluster`. */
  readonly place: Readonly<Record<string, string>>;
  /** Base URLs of each copy of Prometheus, and of Loki; `host:port` of the OTLP receiver of each Tempo. Each copy gets all. */
  readonly prometheusUrls: readonly string[];
  readonly lokiUrl: string;
  readonly tempoAddresses: readonly string[];
}

function receivers(at: Place, args: CollectorConfigArgs): Record<string, unknown> {
  // Whatever way is declared, a service may be told to send its lines here instead (LOGSTASH_HOST).
  const tcp = args.services.flatMap(({ logs }) => (logs ? [logs] : []));
  return {
    otlp: {
      protocols: { grpc: { endpoint: at.listen("otlp-grpc") }, http: { endpoint: at.listen("otlp-http") } },
    },
    jaeger: {
      protocols: {
        thrift_http: { endpoint: at.listen("jaeger-http") },
        thrift_compact: { endpoint: at.listen("jaeger-udp") },
      },
    },
    zipkin: { endpoint: at.listen("zipkin") },
    "tcp_log/json": tcpReceiver(at.listen("json-tcp"), tcp),
    ...Object.fromEntries(args.files.map((files) => [fileReceiverId(files), fileReceiver(files, positions)])),
  };
}

function fileReceiverId({ origin }: LogFiles): string {
  return `file_log/${origin.system}.${origin.service}`;
}

/** An exporter for each of those that get the same, with a queue of its own: one that is gone holds no other up. */
function exporterIds(first: string, of: readonly string[]): readonly string[] {
  return of.map((_, copy) => (copy === 0 ? first : `${first}-${copy}`));
}

const toPrometheus = ({ prometheusUrls }: CollectorConfigArgs) =>
  exporterIds("otlp_http/prometheus", prometheusUrls);
const toTempo = ({ tempoAddresses }: CollectorConfigArgs) => exporterIds("otlp_grpc/tempo", tempoAddresses);

function exporters(args: CollectorConfigArgs): Record<string, unknown> {
  const { prometheusUrls, tempoAddresses } = args;
  // A queue each for logs, metrics and traces; a database file is larger than what lies in it.
  const share = queue(args.storageMib / (3 + prometheusUrls.length + tempoAddresses.length));
  return {
    "otlp_http/loki": { endpoint: `${args.lokiUrl}/otlp`, ...share },
    ...Object.fromEntries(
      toPrometheus(args).map((id, copy) => [
        id,
        { endpoint: `${prometheusUrls[copy]}/api/v1/otlp`, ...share },
      ]),
    ),
    ...Object.fromEntries(
      toTempo(args).map((id, copy) => [
        id,
        { endpoint: tempoAddresses[copy], tls: { insecure: true }, ...share },
      ]),
    ),
  };
}

/** Who sends over the network is found by name; of a file the stack knows whose it is. */
function pipelines(at: Place, args: CollectorConfigArgs, pushed: readonly string[]): Record<string, unknown> {
  const otlp = ["otlp", ...pushed];
  const named = ["memory_limiter", "transform/sender", "transform/place"];
  const known = ["memory_limiter", "transform/place"];
  const lines = ["transform/logs", "redaction", "groupbyattrs/level"];
  const counting = countingSteps(at);
  return {
    logs: {
      receivers: [...otlp, "tcp_log/json"],
      processors: [...named, ...lines],
      exporters: ["otlp_http/loki"],
    },
    ...(args.files.length > 0
      ? {
          "logs/files": {
            receivers: args.files.map(fileReceiverId),
            processors: [...known, ...lines],
            exporters: ["otlp_http/loki"],
          },
        }
      : {}),
    traces: {
      receivers: [...otlp, "jaeger", "zipkin"],
      processors: [...named, "filter/refusals", "redaction", "transform/spans"],
      exporters: [...toTempo(args), "span_metrics"],
    },
    metrics: {
      receivers: otlp,
      // Redacted before sums are kept: two series that differ in a secret only become one.
      processors: [...named, "filter/refusals", "redaction", ...counting.deltas, "deltatocumulative"],
      exporters: toPrometheus(args),
    },
    "metrics/spans": {
      receivers: ["span_metrics"],
      processors: ["memory_limiter", ...counting.spans],
      exporters: toPrometheus(args),
    },
  };
}

function processors(at: Place, args: CollectorConfigArgs): Record<string, unknown> {
  const sender = senderStatements(args.services);
  const place = placeStatements(args.place);
  return {
    memory_limiter: memoryLimiter(args),
    "transform/sender": transform({ log: sender, trace: sender, metric: sender }),
    "transform/place": transform({ log: place, trace: place, metric: place }),
    "filter/refusals": refusals,
    "transform/logs": transform({ log: logStatements }),
    "transform/spans": transform({ trace: spanTextStatements }),
    redaction,
    // Moves the level to the resource, where Loki takes its labels from.
    "groupbyattrs/level": { keys: ["level"] },
    ...counters(at),
    deltatocumulative: { max_stale: "1h", max_streams: 20_000 },
  };
}

/** The collector's configuration as data. */
export function collectorConfig(at: Place, args: CollectorConfigArgs): Record<string, unknown> {
  const push = pushParts(at, args.pushing ?? []);
  return {
    extensions: { ...extensions(at, args), ...push.extensions },
    receivers: { ...receivers(at, args), ...push.receivers },
    processors: processors(at, args),
    connectors: {
      span_metrics: {
        histogram: {
          unit: "s",
          explicit: { buckets: ["5ms", "25ms", "100ms", "250ms", "500ms", "1s", "2s", "5s"] },
        },
        exemplars: { enabled: true, max_per_data_point: 5 },
        metrics_flush_interval: "15s",
        // A span name that is made of an id would be a series each: beyond the limit they count as one.
        aggregation_cardinality_limit: 5000,
      },
    },
    exporters: exporters(args),
    service: serviceOf(at, pipelines(at, args, push.names), Object.keys(push.extensions)),
  };
}
