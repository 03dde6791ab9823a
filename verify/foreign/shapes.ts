import type { Random } from "../../declaration/random";

/** The value of a made-up series so many seconds before the end; undefined where it has none. */
export type Shape = (secondsToEnd: number) => number | undefined;

const day = 86_400;

function pick<T>(random: Random, items: readonly T[], fallback: T): T {
  return items[Math.floor(random() * items.length)] ?? fallback;
}

/** Steady values around the numbers that the query names, and some that are usual. */
function steady(random: Random, numbers: readonly number[], end: number): Shape {
  const near = numbers.flatMap((n) => [n, n + 1, n - 1, n * 2, n / 2]);
  const usual = [0, 1, 2, 0.5, 0.99, 0.01, 100, 1e6, 1e12];
  const times = [end - 10, end - 3600, end - 3 * day, end - 400 * day, end + 3600, end + 40 * day];
  const value = pick(random, pick(random, [near.length > 0 ? near : usual, usual, usual, times], usual), 1);
  return () => value;
}

/** What goes on growing, or falling from high above. */
function sloping(random: Random, numbers: readonly number[]): Shape {
  const perSecond = pick(random, [1e-4, 0.01, 1, 50, 1e4, ...numbers.map(Math.abs)], 1);
  const from = 1e9 * perSecond;
  const falls = random() < 0.25;
  return (toEnd) => (falls ? perSecond * (toEnd + 30) : from - perSecond * toEnd);
}

/** What is one thing and then another: it stepped up, it goes up and down, or it came or went a while ago. */
function changing(random: Random, longest: number): Shape {
  const low = pick(random, [0, 1, 0.1], 0);
  const high = pick(random, [1, 2, 10, 1e3, 1e6], 1);
  const at = longest * pick(random, [0.02, 0.1, 0.3, 0.6], 0.1);
  const kind = pick(random, ["steps up", "steps down", "flaps", "came", "went"], "steps up");
  return (toEnd) => {
    const late = toEnd < at;
    if (kind === "flaps") return Math.floor(toEnd / 60) % 2 === 0 ? low : high;
    if (kind === "came") return late ? high : undefined;
    if (kind === "went") return late ? undefined : high;
    return late === (kind === "steps up") ? high : low;
  };
}

/** One of the ways in which a series may go, by chance; `longest` are the seconds that the query looks back. */
export function someShape(
  random: Random,
  { numbers, longest, end }: { numbers: readonly number[]; longest: number; end: number },
): Shape {
  const kind = random();
  if (kind < 0.05) return () => undefined;
  if (kind < 0.5) return steady(random, numbers, end);
  return kind < 0.75 ? sloping(random, numbers) : changing(random, longest);
}
