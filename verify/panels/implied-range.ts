import { stepSeconds } from "../series/scenario";
import type { Series } from "../series/series";

/** Where a range ends, as a step, and how many seconds it is long. */
interface Span {
  readonly step: number;
  readonly range: number;
}

/** The number; nothing where the range holds too few samples; or it is not worked out here. */
export type Found = number | "nothing" | "unknown";

/** Samples of a range, which is open at its beginning, with the seconds since that. */
function inside({ samples }: Series, { step, range }: Span): readonly (readonly [number, number])[] {
  const first = Math.floor(step - range / stepSeconds) + 1;
  return samples.slice(Math.max(0, first), step + 1).flatMap((sample, i) => {
    const at = Math.max(0, first) + i;
    return typeof sample === "number" ? [[range - (step - at) * stepSeconds, sample] as const] : [];
  });
}

/**
 * What a counter grows in a range, or per second of it. As Prometheus documents it, growth between the samples is taken to go
 * on to the edges of the range: a whole way where the next sample would be there, else half of one, and never below zero.
 */
export function impliedGrowth(name: string, series: Series, span: Span): Found {
  const samples = inside(series, span);
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last || samples.length < 2) return "nothing";
  const grown = samples.reduce((sum, [, value], i) => {
    const before = samples[i - 1]?.[1] ?? value;
    return sum + (value >= before ? value - before : value);
  }, 0);
  const covered = last[0] - first[0];
  const between = covered / (samples.length - 1);
  const beyond = (gap: number) => (gap >= between * 1.1 ? between / 2 : gap);
  const sinceZero = grown > 0 && first[1] >= 0 ? (covered * first[1]) / grown : Number.POSITIVE_INFINITY;
  const extended = covered + Math.min(beyond(first[0]), sinceZero) + beyond(span.range - last[0]);
  const increase = (grown * extended) / covered;
  return name === "rate" ? increase / span.range : increase;
}

/** `avg_over_time` and its like. */
export function impliedOver(name: string, series: Series, span: Span): Found {
  const values = inside(series, span).map(([, value]) => value);
  const last = values.at(-1);
  if (last === undefined) return "nothing";
  const sum = values.reduce((all, value) => all + value, 0);
  switch (name) {
    case "avg_over_time":
      return sum / values.length;
    case "sum_over_time":
      return sum;
    case "count_over_time":
      return values.length;
    case "min_over_time":
      return Math.min(...values);
    case "max_over_time":
      return Math.max(...values);
    case "last_over_time":
      return last;
    default:
      return "unknown";
  }
}
