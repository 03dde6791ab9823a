import type { Level, LogFacts, TimeFormat } from "../telemetry/logs";

/** One thing that a service logs. */
export interface LogEvent {
  readonly logs: LogFacts;
  readonly time: Date;
  readonly level: Level;
  readonly message: string;
  readonly fields: Readonly<Record<string, string | number>>;
}

/** Where log events go. */
export interface LogSink {
  write(event: LogEvent): void;
  /** Sends what waits, and ends. */
  close(): Promise<void>;
}

function timeValue(time: Date, format: TimeFormat): string | number {
  switch (format) {
    case "iso":
      return time.toISOString();
    case "epoch-seconds":
      return time.getTime() / 1000;
    case "plain":
      return time.toISOString().slice(0, 19).replace("T", " ");
  }
}

/** The level as the service spells it. */
export function spelledLevel({ logs, level }: Pick<LogEvent, "logs" | "level">): string {
  return logs.level.spelling?.[level] ?? level;
}

/** What the line says besides time, level and message: the constants and the event's own fields. */
export function lineFields({ logs, fields }: LogEvent): Record<string, string | number> {
  return { ...logs.constant, ...fields };
}

/** The event as the JSON line that the service writes, without the line break. */
export function formatLine(event: LogEvent): string {
  const { logs, time, message } = event;
  return JSON.stringify({
    [logs.time.key]: timeValue(time, logs.time.format),
    [logs.level.key]: spelledLevel(event),
    [logs.message]: message,
    ...lineFields(event),
  });
}
