import { stepSeconds } from "../series/scenario";
import type { Series } from "../series/series";

function text(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
}

function quoted(value: string): string {
  return `"${value.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n")}"`;
}

/** Series as OpenMetrics text with times, from which promtool makes blocks. Marks of an end cannot be written in it. */
export function openMetrics(series: readonly Series[], begin: number): string {
  const lines: string[] = [];
  for (const { name, labels, samples } of series) {
    const pairs = Object.entries(labels).map(([label, value]) => `${label}=${quoted(value)}`);
    const head = `${name}{${pairs.join(",")}}`;
    samples.forEach((sample, i) => {
      if (typeof sample === "number") lines.push(`${head} ${text(sample)} ${begin + i * stepSeconds}`);
    });
  }
  return lines.map((line) => `${line}\n`).join("");
}
