import type { LogFacts, TimeFormat } from "../../telemetry/logs";
import { levels } from "../../telemetry/logs";
import type { Origin } from "../../telemetry/metrics";

/** Lines of a service that the collector reads from files. */
export interface LogFiles {
  readonly origin: Origin;
  /** Path patterns. */
  readonly include: readonly string[];
  /** The lines' shape; undefined for belfry's own servers, whose shapes differ. */
  readonly format: LogFacts | undefined;
}

/** Every way in which Go's and Python's loggers, PostgreSQL and Redis spell a level. */
const commonSpellings: Record<string, readonly string[]> = {
  debug: ["debug", "DEBUG", "trace", "TRACE"],
  info: ["info", "INFO", "log", "notice"],
  warn: ["warn", "WARN", "warning", "WARNING"],
  error: ["error", "ERROR"],
  fatal: ["critical", "CRITICAL", "fatal", "FATAL", "panic"],
};

const timeLayouts: Record<TimeFormat, Record<string, string>> = {
  iso: { layout_type: "gotime", layout: "2006-01-02T15:04:05.999999999Z07:00" },
  "epoch-seconds": { layout_type: "epoch", layout: "s.us" },
  // No zone is written; the catalog takes it as UTC.
  plain: { layout_type: "strptime", layout: "%Y-%m-%d %H:%M:%S", location: "UTC" },
};

/** The collector's severities, by the sender's spellings. */
function severityMapping(format: LogFacts | undefined): Record<string, readonly string[]> {
  const own = format?.level.spelling ?? {};
  const mapping: Record<string, readonly string[]> = { ...commonSpellings };
  for (const level of levels) {
    const severity = level === "critical" ? "fatal" : level;
    const spelled = own[level];
    if (spelled) mapping[severity] = [...new Set([...(mapping[severity] ?? []), spelled])];
  }
  return mapping;
}

/** JSON lines into time, severity, text and attributes; a line that is none stays as it came. */
export function jsonOperators(format: LogFacts): readonly Readonly<Record<string, unknown>>[] {
  const key = (name: string) => `attributes[${JSON.stringify(name)}]`;
  return [
    {
      type: "json_parser",
      on_error: "send_quiet",
      timestamp: {
        parse_from: key(format.time.key),
        ...timeLayouts[format.time.format],
        on_error: "send_quiet",
      },
      severity: {
        parse_from: key(format.level.key),
        mapping: severityMapping(format),
        on_error: "send_quiet",
      },
    },
    { type: "move", from: key(format.message), to: "body", on_error: "send_quiet" },
    { type: "remove", field: key(format.time.key), on_error: "send_quiet" },
    ...(format.level.key === "level"
      ? []
      : [{ type: "remove", field: key(format.level.key), on_error: "send_quiet" }]),
  ];
}

/** Belfry's own servers: most write JSON or key=value with `level`; PostgreSQL and Redis plain text. */
const ownOperators: readonly unknown[] = [
  {
    type: "regex_parser",
    regex: '^.*?(?:"level":\\s*"|level=)(?P<level>[A-Za-z]+)',
    on_error: "send_quiet",
    severity: { parse_from: "attributes.level", mapping: severityMapping(undefined), on_error: "send_quiet" },
  },
];

/** A receiver for the files of one service. Each keeps its position on disk, so that a restart loses no line. */
export function fileReceiver(files: LogFiles, storage: string): Record<string, unknown> {
  return {
    include: files.include,
    start_at: "beginning",
    include_file_name: false,
    poll_interval: "500ms",
    storage,
    retry_on_failure: { enabled: true, max_elapsed_time: "0s" },
    resource: {
      "service.name": files.origin.service,
      system: files.origin.system,
      service: files.origin.service,
    },
    operators: files.format ? jsonOperators(files.format) : ownOperators,
  };
}

/** JSON lines over TCP from whoever sends them; the field `service` says who that is, and so how they are written. */
export function tcpReceiver(listen: string, formats: readonly LogFacts[]): Record<string, unknown> {
  const unknown = { type: "severity_parser", id: "unknown", parse_from: "attributes.level" };
  return {
    listen_address: listen,
    max_log_size: "256KiB",
    operators: [
      { type: "json_parser", id: "sender", parse_to: "attributes", on_error: "send_quiet" },
      {
        type: "router",
        id: "by-sender",
        default: "unknown",
        routes: formats.map(({ origin }) => ({
          expr: `attributes.service == ${JSON.stringify(origin.service)}`,
          output: origin.service,
        })),
      },
      ...formats.flatMap(tcpShape),
      { ...unknown, mapping: severityMapping(undefined), on_error: "send_quiet" },
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

/** The steps for one sender: a router jumps to the first, the last one jumps to where all meet again. */
function tcpShape(format: LogFacts): readonly unknown[] {
  const operators = jsonOperators(format);
  return operators.map((operator, index) => ({
    ...operator,
    ...(index === 0 ? { id: format.origin.service } : {}),
    ...(index === operators.length - 1 ? { output: "named" } : {}),
  }));
}
