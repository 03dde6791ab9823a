import { dailyShape } from "../../declaration/daily-shape";

const at = (hour: number) => dailyShape(new Date(Date.UTC(2026, 0, 15, 0) + hour * 3_600_000));

test("the mean of a day is the average load", () => {
  const shares = Array.from({ length: 24 * 60 }, (_, minute) => at(minute / 60));
  expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeCloseTo(1, 10);
});

test.each([
  [14, 1.9],
  [2, 0.5],
  [8, 0.8],
  [20, 0.8],
])("at %i h UTC there is %d of it", (hour, share) => {
  expect(at(hour)).toBeCloseTo(share, 10);
});

test("somebody is always there, and a day is like the next", () => {
  expect(Math.min(...Array.from({ length: 1440 }, (_, minute) => at(minute / 60)))).toBeGreaterThan(0.4);
  expect(at(30)).toBeCloseTo(at(6), 10);
});
