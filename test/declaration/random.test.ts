import * as fc from "fast-check";
import { gapSeconds, latencySeconds, seeded } from "../../declaration/random";

const sample = (n: number, draw: () => number) =>
  Array.from({ length: n }, draw).sort((left, right) => left - right);

test("the same seed gives the same numbers, another seed others", () => {
  const draw = (seed: number) => sample(5, seeded(seed));
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
});

test("every number lies in [0, 1)", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = seeded(seed);
      return sample(50, random).every((value) => value >= 0 && value < 1);
    }),
  );
});

test("latencies go through the median and the 95th percentile", () => {
  const random = seeded(1);
  const drawn = sample(20_000, () => latencySeconds(random, { p50: 0.03, p95: 0.2 }));
  expect(drawn[10_000]).toBeCloseTo(0.03, 2);
  expect(drawn[19_000]).toBeGreaterThan(0.185);
  expect(drawn[19_000]).toBeLessThan(0.215);
});

test("gaps are as long as the rate says, on average", () => {
  const random = seeded(1);
  const gaps = sample(20_000, () => gapSeconds(random, 4));
  expect(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length).toBeCloseTo(0.25, 2);
});
