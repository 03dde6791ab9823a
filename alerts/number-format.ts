import type { Measure, Unit } from "../telemetry/units";

/** How a number is told: by a template of Prometheus when the alert fires, and now, in the very same form. */
export interface NumberFormat {
  /** Template text that prints the number `expression` (`$value`). */
  template(expression: string): string;
  /** What that template would print for the number. */
  text(value: number): string;
}

/** Go's `%.4g`: four significant digits, without trailing zeros. */
export function fourDigits(value: number): string {
  if (value === 0) return "0";
  // JavaScript rounds a tie away from zero, Go to the even digit.
  const tie = /^(-?\d\.\d\d[02468])50*(e.*)$/.exec(value.toExponential(60));
  const rounded = tie ? `${tie[1]}${tie[2]}` : value.toExponential(3);
  const exponent = Number(rounded.slice(rounded.indexOf("e") + 1));
  if (exponent >= -4 && exponent < 4) return String(Number(rounded));
  const mantissa = String(Number(rounded.slice(0, rounded.indexOf("e"))));
  return `${mantissa}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

function scaled(value: number, step: number, prefixes: readonly string[]): string {
  let rest = value;
  let prefix = "";
  for (const next of prefixes) {
    if (Math.abs(rest) < step) break;
    rest /= step;
    prefix = next;
  }
  return fourDigits(rest) + prefix;
}

/** Prometheus' `humanizeDuration`. */
function duration(value: number): string {
  const sign = value < 0 ? "-" : "";
  const whole = Math.floor(Math.abs(value));
  const parts = [Math.floor(whole / 86_400), Math.floor(whole / 3600) % 24, Math.floor(whole / 60) % 60];
  const first = parts.findIndex((part) => part > 0);
  if (first >= 0) {
    const spoken = parts.slice(first).map((part, i) => `${part}${"dhm"[first + i]} `);
    return `${sign}${spoken.join("")}${whole % 60}s`;
  }
  let rest = value;
  let prefix = "";
  for (const next of ["m", "u", "n"]) {
    if (rest === 0 || Math.abs(rest) >= 1) break;
    rest *= 1000;
    prefix = next;
  }
  return `${fourDigits(rest)}${prefix}s`;
}

// `humanize` alone would call 0.1 "100m".
const plain: NumberFormat = {
  template: (x) => `{{ if lt ${x} 1000.0 }}{{ printf "%.4g" ${x} }}{{ else }}{{ humanize ${x} }}{{ end }}`,
  text: (x) => (x < 1000 ? fourDigits(x) : scaled(x, 1000, ["k", "M", "G", "T", "P", "E"])),
};

function around(before: string, format: NumberFormat, after: string): NumberFormat {
  return {
    template: (x) => before + format.template(x) + after,
    text: (x) => before + format.text(x) + after,
  };
}

const formats: Record<Unit, NumberFormat> = {
  count: plain,
  boolean: plain,
  tokens: around("", plain, " tokens"),
  celsius: around("", plain, "°C"),
  seconds: { template: (x) => `{{ humanizeDuration ${x} }}`, text: duration },
  milliseconds: { template: (x) => `{{ printf "%.0f" ${x} }}ms`, text: (x) => `${x.toFixed(0)}ms` },
  ratio: { template: (x) => `{{ humanizePercentage ${x} }}`, text: (x) => `${fourDigits(x * 100)}%` },
  percent: { template: (x) => `{{ printf "%.4g" ${x} }}%`, text: (x) => `${fourDigits(x)}%` },
  dollars: { template: (x) => `\${{ printf "%.2f" ${x} }}`, text: (x) => `$${x.toFixed(2)}` },
  bytes: {
    template: (x) => `{{ humanize1024 ${x} }}B`,
    text: (x) => `${scaled(x, 1024, ["ki", "Mi", "Gi", "Ti", "Pi"])}B`,
  },
  timestamp: {
    template: (x) => `{{ humanizeTimestamp ${x} }}`,
    text: (x) => `${new Date(x * 1000).toISOString().slice(0, 19).replace("T", " ")} +0000 UTC`,
  },
};

function isUnit(text: string): text is Unit {
  return text in formats;
}

/** The format of a measure: 0.05 is "5%" as a ratio, "50ms" as seconds, "0.05/s" as a count per second. */
export function numberFormat(measure: Measure): NumberFormat {
  const unit = measure.replace(/\/s$/, "");
  const format = isUnit(unit) ? formats[unit] : plain;
  return measure.endsWith("/s") ? around("", format, "/s") : format;
}
