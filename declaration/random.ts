/** A number in [0, 1). */
export type Random = () => number;

/** The same sequence for the same seed (mulberry32), so that a run can be played again. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

// The 95th percentile of the standard normal distribution.
const z95 = 1.6448536269514722;

/** Seconds of one request: log-normal through the median and the 95th percentile. */
export function latencySeconds(
  random: Random,
  { p50, p95 }: { readonly p50: number; readonly p95: number },
): number {
  const deviation = Math.log(p95 / p50) / z95;
  return p50 * Math.exp(deviation * standardNormal(random));
}

/** Box–Muller. */
function standardNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Seconds until the next of events that come independently (Poisson), so many per second on average. */
export function gapSeconds(random: Random, perSecond: number): number {
  return -Math.log(1 - random()) / perSecond;
}
