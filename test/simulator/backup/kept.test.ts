import fc from "fast-check";
import { expired } from "../../../simulator/backup/kept";

const minute = 60_000;
const day = 24 * 60 * minute;
const now = Date.parse("2026-01-20T12:07:00Z");
/** One every quarter of an hour, over ten days. */
const made = Array.from({ length: 960 }, (_, i) => now - i * 15 * minute);

test("the last two hours and the last of each of seven days are kept", () => {
  const gone = new Set(expired(made, now));
  const kept = made
    .filter((time) => !gone.has(time))
    .map((time) => new Date(time).toISOString().slice(0, 16));
  expect(kept).toEqual([
    ...["2026-01-20T12:07", "2026-01-20T11:52", "2026-01-20T11:37", "2026-01-20T11:22"],
    ...["2026-01-20T11:07", "2026-01-20T10:52", "2026-01-20T10:37", "2026-01-20T10:22"],
    ...["2026-01-19T23:52", "2026-01-18T23:52", "2026-01-17T23:52"],
    ...["2026-01-16T23:52", "2026-01-15T23:52", "2026-01-14T23:52"],
  ]);
});

test("the newest is kept, however old it is, and nothing is made up", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 0, max: now + day }), { minLength: 1 }), (times) => {
      const gone = expired(times, now);
      expect(gone).not.toContain(Math.max(...times));
      expect(times).toEqual(expect.arrayContaining([...gone]));
      expect(times.length - gone.length).toBeLessThanOrEqual(8 + 7);
    }),
  );
});
