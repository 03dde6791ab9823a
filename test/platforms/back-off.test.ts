import { crashesInARow, restartDelayMs } from "../../platforms/local/supervisor/back-off";

test("each crash doubles the wait, up to half a minute", () => {
  expect([1, 2, 3, 4, 7, 8, 50].map(restartDelayMs)).toEqual([500, 1000, 2000, 4000, 30_000, 30_000, 30_000]);
});

test("a process that ran for a minute was well, so its crash counts as the first", () => {
  expect(crashesInARow(5, 59_999)).toBe(6);
  expect(crashesInARow(5, 60_000)).toBe(1);
});
