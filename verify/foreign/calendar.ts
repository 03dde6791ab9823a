import { canHold } from "./bounds";
import type { Binary, Tree } from "./tree";
import { bare } from "./tree";

/** Seconds for which each value of the clock's functions stands, and its values. */
const clock: Readonly<
  Record<string, { readonly seconds: number; readonly from: number; readonly to: number }>
> = {
  minute: { seconds: 60, from: 0, to: 59 },
  hour: { seconds: 3600, from: 0, to: 23 },
  day_of_week: { seconds: 86_400, from: 0, to: 6 },
  day_of_month: { seconds: 86_400, from: 1, to: 31 },
};

function ofComparison({ op, lhs, rhs }: Binary): number {
  const [call, limit] = [bare(lhs), bare(rhs)];
  const hand = call.type === "call" && call.args.length === 0 ? clock[call.func.name] : undefined;
  if (!hand || limit.type !== "numberLiteral") return Number.POSITIVE_INFINITY;
  const value = Number(limit.val);
  const holds = Array.from({ length: hand.to - hand.from + 1 }, (_, i) => {
    const now = hand.from + i;
    return op === "!=" ? now !== value : canHold(op, { lo: now, hi: now }, { lo: value, hi: value });
  });
  if (holds.every(Boolean)) return Number.POSITIVE_INFINITY;
  // The clock goes round: a night is from 22 to 6.
  let longest = 0;
  let run = 0;
  for (const one of [...holds, ...holds]) {
    run = one ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest * hand.seconds;
}

/** Seconds for which a condition that looks at the clock holds at the longest. */
export function longestHold(tree: Tree): number {
  const inner = bare(tree);
  if (inner.type !== "binaryExpr") return Number.POSITIVE_INFINITY;
  if (inner.op === "and") return Math.min(longestHold(inner.lhs), longestHold(inner.rhs));
  return inner.op === "unless" ? longestHold(inner.lhs) : ofComparison(inner);
}
