import type { Service } from "../../declaration/service";
import { simulatorName } from "../../declaration/simulator-name";
import type { Place } from "../../platforms/platform";
import type { LogFacts } from "../../telemetry/logs";
import { placeStatements, senderStatements } from "./identity";
import { branch, longestLine, shapeId } from "./log-receivers";
import { commonShape, levelInText, type Operator, parseJson, shapeOperators } from "./log-shape";
import { logStatements } from "./log-statements";
import { redaction } from "./redaction";
import type { CollectorRoom } from "./skeleton";
import { extensions, memoryLimiter, positions, queue, serviceOf, transform } from "./skeleton";

export interface PodLogsArgs extends CollectorRoom {
  /** Name of the collector itself, whose own lines it does not read. */
  readonly name: string;
  readonly services: readonly Service[];
  /** Do simulators stand in for services? Then a simulator's lines are its service's. */
  readonly simulate: boolean;
  /** Labels `environment` and `cluster`. */
  readonly place: Readonly<Record<string, string>>;
  readonly lokiUrl: string;
  /** Where the kubelet's folder of log files is found. */
  readonly folder: string;
}

const container = 'resource["k8s.container.name"]';

/** A container is known by its name: the one that writes a service's lines is called as the service is, or its simulator. */
function isCalled({ origin }: LogFacts, simulate: boolean): string {
  return `${container} in ${JSON.stringify([origin.service, ...(simulate ? [simulatorName(origin)] : [])])}`;
}

/** Statements by which the lines of a simulator are its service's. */
function standIns(services: readonly Service[]): readonly string[] {
  const name = 'resource.attributes["service.name"]';
  return services
    .filter(({ stack }) => !stack)
    .map(({ origin }) => {
      const simulator = JSON.stringify(simulatorName(origin));
      return `set(${name}, ${JSON.stringify(origin.service)}) where ${name} == ${simulator}`;
    });
}

/** Lines that come to the collector over the network as well: what the same container prints would be there twice. */
function sentElsewhere({ delivery }: LogFacts): boolean {
  return delivery.by === "otlp" || delivery.by === "tcp";
}

/** Reads every container's file: the runtime's own frame is taken off, then the line is read as its sender declares it. */
export function podReceiver({ folder, name, services, simulate }: PodLogsArgs): Operator {
  const formats = services.flatMap(({ logs }) => (logs ? [logs] : []));
  const printed = formats.filter((format) => !sentElsewhere(format));
  const elsewhere = formats
    .filter(sentElsewhere)
    .map((format) => isCalled(format, simulate))
    .join(" or ");
  const routes = printed.map((format) => ({ expr: isCalled(format, simulate), output: shapeId(format) }));
  return {
    include: [`${folder}/*/*/*.log`],
    exclude: [`${folder}/*/${name}/*.log`],
    start_at: "beginning",
    include_file_path: true,
    include_file_name: false,
    poll_interval: "500ms",
    max_log_size: longestLine,
    storage: positions,
    retry_on_failure: { enabled: true, max_elapsed_time: "0s" },
    operators: [
      // Takes namespace, pod and container out of the file's path.
      { type: "container", id: "frame", max_log_size: longestLine },
      ...(elsewhere ? [{ type: "filter", id: "elsewhere", expr: elsewhere }] : []),
      { type: "router", id: "sender", default: "other", routes },
      ...printed.flatMap((format) => branch(shapeId(format), [parseJson, ...shapeOperators(format)])),
      ...branch("other", [...levelInText, parseJson, ...commonShape]),
      { type: "copy", id: "named", from: container, to: 'resource["service.name"]' },
      { type: "remove", field: 'attributes["log.file.path"]', on_error: "send_quiet" },
    ],
  };
}

/** The configuration of the collector that runs on every node, as data. */
export function podLogsConfig(at: Place, args: PodLogsArgs): Record<string, unknown> {
  const node = `set(resource.attributes["k8s.node.name"], "\${env:NODE_NAME}")`;
  const known = [...(args.simulate ? standIns(args.services) : []), ...senderStatements(args.services)];
  const sender = [...known, ...placeStatements(args.place), node];
  return {
    extensions: extensions(at, args),
    receivers: { "file_log/pods": podReceiver(args) },
    processors: {
      memory_limiter: memoryLimiter(args),
      // What lay there before the first start: Loki would refuse it.
      "filter/old": { error_mode: "ignore", logs: { log_record: ['time < Now() - Duration("160h")'] } },
      "transform/sender": transform({ log: sender }),
      "transform/logs": transform({ log: logStatements }),
      redaction,
      "groupbyattrs/level": { keys: ["level"] },
    },
    exporters: { "otlp_http/loki": { endpoint: `${args.lokiUrl}/otlp`, ...queue(args.storageMib / 2) } },
    service: serviceOf(at, {
      logs: {
        receivers: ["file_log/pods"],
        processors: [
          ...["memory_limiter", "filter/old", "transform/sender", "transform/logs"],
          ...["redaction", "groupbyattrs/level"],
        ],
        exporters: ["otlp_http/loki"],
      },
    }),
  };
}
