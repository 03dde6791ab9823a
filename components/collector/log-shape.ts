import type { LogFacts, TimeFormat } from "../../telemetry/logs";
import { levels } from "../../telemetry/logs";

/** A step of the collector's log pipeline, as data. */
export type Operator = Readonly<Record<string, unknown>>;

/** Every way in which loggers of Go and Python, PostgreSQL and Redis (`#`, `*`, `-`, `.`) spell a level. */
const commonSpellings: Readonly<Record<string, readonly string[]>> = {
  debug: ["debug", "DEBUG", "trace", "TRACE", "-", "."],
  info: ["info", "INFO", "log", "LOG", "notice", "NOTICE", "*"],
  warn: ["warn", "WARN", "warning", "WARNING", "#"],
  error: ["error", "ERROR"],
  fatal: ["critical", "CRITICAL", "fatal", "FATAL", "panic", "PANIC"],
};

const timeLayouts: Readonly<Record<TimeFormat, Operator>> = {
  iso: { layout_type: "gotime", layout: "2006-01-02T15:04:05.999999999Z07:00" },
  "epoch-seconds": { layout_type: "epoch", layout: "s.us" },
  // No zone is written; the catalog takes it as UTC.
  plain: { layout_type: "strptime", layout: "%Y-%m-%d %H:%M:%S", location: "UTC" },
};

/** The collector's severities, by the sender's spellings. */
function severityMapping(format?: LogFacts): Readonly<Record<string, readonly string[]>> {
  const own = format?.level.spelling ?? {};
  const mapping: Record<string, readonly string[]> = { ...commonSpellings };
  for (const level of levels) {
    const severity = level === "critical" ? "fatal" : level;
    const spelled = own[level];
    if (spelled) mapping[severity] = [...new Set([...(mapping[severity] ?? []), spelled])];
  }
  return mapping;
}

/** A step that passes a line on as it came where it does not fit. */
function quiet(type: string, settings: Operator): Operator {
  return { type, ...settings, on_error: "send_quiet" };
}

function attribute(name: string): string {
  return `attributes[${JSON.stringify(name)}]`;
}

/** A JSON line into attributes; what is no JSON object stays as it came. */
export const parseJson = quiet("json_parser", { parse_to: "attributes" });

/** Takes time, severity and text out of the attributes of a line that a service has declared. */
export function shapeOperators(format: LogFacts): readonly Operator[] {
  const time = attribute(format.time.key);
  const level = attribute(format.level.key);
  return [
    quiet("time_parser", { parse_from: time, ...timeLayouts[format.time.format] }),
    quiet("severity_parser", { parse_from: level, mapping: severityMapping(format) }),
    quiet("move", { from: attribute(format.message), to: "body" }),
    quiet("remove", { field: time }),
    // `level` itself is rewritten later, in one spelling for all.
    ...(format.level.key === "level" ? [] : [quiet("remove", { field: level })]),
  ];
}

/** What most JSON loggers write, for lines of nobody who is declared; their time is that of their arrival. */
export const commonShape: readonly Operator[] = [
  quiet("severity_parser", { parse_from: "attributes.level", mapping: severityMapping() }),
  quiet("move", { from: "attributes.message", to: "body" }),
];

/** Takes the severity out of a text: `"level":"info"`, `level=info`, PostgreSQL's `[17] LOG:`, Redis' ` * `. */
export const levelInText: readonly Operator[] = [
  quiet("regex_parser", {
    regex:
      '^(?:.*?(?:"level":\\s*"|level=)|.*? \\[\\d+\\] |\\d+:[XCSM] \\d+ \\w+ \\d+ [\\d:.]+ )(?P<level>[A-Za-z]+|[.*#-])',
    severity: { parse_from: "attributes.level", mapping: severityMapping(), on_error: "send_quiet" },
  }),
];
