/** What a number counts. Dashboards and alert texts derive their formats from it. */
export type Unit =
  | "count"
  | "seconds"
  | "milliseconds"
  | "bytes"
  | "ratio"
  | "percent"
  | "dollars"
  | "tokens"
  | "celsius"
  | "timestamp"
  | "boolean";

/** A unit, or the unit per second that a rate has. */
export type Measure = Unit | `${Unit}/s`;

export type DurationUnit = "ms" | "s" | "m" | "h" | "d";

/** A span of time as Prometheus, Loki and Alertmanager write it: `"30s"`, `"5m"`, `"30d"`. */
export type Duration = `${number}${DurationUnit}`;

const secondsPer: Record<DurationUnit, number> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };

/** Is it a span of time, 0 or more? The type lets "-5m" pass. */
export function isDuration(text: string): text is Duration {
  return /^\d+(\.\d+)?(ms|s|m|h|d)$/.test(text);
}

function split(duration: Duration): { amount: number; unit: DurationUnit } {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(duration);
  const unit = match?.[2];
  if (!match || !isDurationUnit(unit)) {
    throw new Error(`"${duration}" is no duration: write a number and one of ms, s, m, h, d, such as "5m".`);
  }
  return { amount: Number(match[1]), unit };
}

function isDurationUnit(text: string | undefined): text is DurationUnit {
  return text !== undefined && text in secondsPer;
}

/** The duration in seconds; refuses what is none. */
export function seconds(duration: Duration): number {
  const { amount, unit } = split(duration);
  return amount * secondsPer[unit];
}

const words: Record<DurationUnit, string> = {
  ms: "millisecond",
  s: "second",
  m: "minute",
  h: "hour",
  d: "day",
};

/** The duration as a person says it: `"1m"` is `"1 minute"`, `"5m"` is `"5 minutes"`. */
export function spoken(duration: Duration): string {
  const { amount, unit } = split(duration);
  return `${amount} ${words[unit]}${amount === 1 ? "" : "s"}`;
}
