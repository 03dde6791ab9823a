import type { CollectedFolder } from "../../platforms/workload";
import type { LogFacts } from "../../telemetry/logs";
import type { Origin } from "../../telemetry/metrics";
import { commonShape, levelInText, type Operator, parseJson, shapeOperators } from "./log-shape";

/** Lines of a service that the collector reads from files. */
export interface LogFiles {
  readonly origin: Origin;
  /** Path patterns. */
  readonly include: readonly string[];
  /** The folder of another workload that they lie in, where they do. */
  readonly from?: CollectedFolder;
  /** The lines' shape; undefined for belfry's own servers, whose shapes differ. */
  readonly format: LogFacts | undefined;
}

/** A longer line becomes several: Loki's own limit, `max_line_size`. */
export const longestLine = "256KiB";

/** A receiver for the files of one service. Each keeps its position on disk, so that a restart loses no line. */
export function fileReceiver({ origin, include, format }: LogFiles, storage: string): Operator {
  return {
    include,
    start_at: "beginning",
    include_file_name: false,
    poll_interval: "500ms",
    max_log_size: longestLine,
    storage,
    retry_on_failure: { enabled: true, max_elapsed_time: "0s" },
    resource: { "service.name": origin.service, system: origin.system, service: origin.service },
    operators: format ? [parseJson, ...shapeOperators(format)] : levelInText,
  };
}

/** JSON lines over TCP from whoever sends them; the field `service` says who that is, and so which shape they have. */
export function tcpReceiver(listen: string, formats: readonly LogFacts[]): Operator {
  const routes = formats.map((format) => ({
    expr: `attributes.service == ${JSON.stringify(format.origin.service)}`,
    output: shapeId(format),
  }));
  return {
    listen_address: listen,
    max_log_size: longestLine,
    operators: [
      { ...parseJson, id: "json" },
      { type: "router", id: "sender", default: "other", routes },
      ...formats.flatMap((format) => branch(shapeId(format), shapeOperators(format))),
      ...branch("other", commonShape),
      {
        type: "move",
        id: "named",
        from: "attributes.service",
        to: 'resource["service.name"]',
        on_error: "send_quiet",
      },
    ],
  };
}

/** Name of a service's steps. */
export function shapeId({ origin }: LogFacts): string {
  return `${origin.system}.${origin.service}`;
}

/** Steps that a router jumps to by `id`, and that all end at the step `named`. */
export function branch(id: string, operators: readonly Operator[]): readonly Operator[] {
  return operators.map((operator, i) => ({
    ...operator,
    ...(i === 0 ? { id } : {}),
    ...(i === operators.length - 1 ? { output: "named" } : {}),
  }));
}
