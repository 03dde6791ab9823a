import type { Expression } from "../queries/expression";
import { calls, leaves } from "../queries/expression";
import type { Duration } from "../telemetry/units";
import { isDuration, spoken } from "../telemetry/units";

/** Numbers that a condition holds besides its threshold, as people say them; absent where it holds none, or several. */
export interface RuleNumbers {
  /** How far back it looks: "10 minutes". */
  readonly range?: string;
  /** How far ahead it looks: "4 days". */
  readonly ahead?: string;
  /** Which share of a histogram it asks for: "95%". */
  readonly quantile?: string;
  /** The same as a rank: "95th percentile". */
  readonly percentile?: string;
}

/** The number that a function is given at a place, where the condition calls it with one and the same. */
function argument(expression: Expression, name: string, place: number): number | undefined {
  const given = calls(expression).flatMap((call) => {
    const value = call.name === name ? call.args[place] : undefined;
    return value?.kind === "number" ? [value.value] : [];
  });
  return new Set(given).size === 1 ? given[0] : undefined;
}

/** The largest unit in which it is a whole number: 345600 is four days. */
function duration(seconds: number): Duration {
  if (seconds % 86_400 === 0) return `${seconds / 86_400}d`;
  if (seconds % 3600 === 0) return `${seconds / 3600}h`;
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}

function ordinal(rank: number): string {
  const ending = { 1: "st", 2: "nd", 3: "rd" }[rank % 10];
  return `${rank}${ending === undefined || Math.floor(rank / 10) === 1 ? "th" : ending}`;
}

export function ruleNumbers(expression: Expression): RuleNumbers {
  const ranges = new Set(leaves(expression).flatMap(({ range }) => range ?? []));
  const [range] = ranges;
  const ahead = argument(expression, "predict_linear", 1);
  const quantile = argument(expression, "histogram_quantile", 0);
  // 0.999 times 100 is 99.9 and a little.
  const percent = quantile === undefined ? undefined : Number((quantile * 100).toPrecision(10));
  return {
    ...(range !== undefined && ranges.size === 1 && isDuration(range) ? { range: spoken(range) } : {}),
    ...(ahead === undefined ? {} : { ahead: spoken(duration(ahead)) }),
    ...(percent === undefined
      ? {}
      : { quantile: `${percent}%`, percentile: `${ordinal(percent)} percentile` }),
  };
}
