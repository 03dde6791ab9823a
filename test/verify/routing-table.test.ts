import { hoursText } from "../../verify/routing/table";

const hours = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

test.each([
  ["always", []],
  ["never", hours(0, 168)],
  ["Mon–Fri 00–24", hours(120, 168)],
  ["Mon 08–24; Tue–Sun 00–24", hours(0, 8)],
  ["Mon 00–09, 17–24; Tue–Sun 00–24", hours(9, 17)],
] as const)("says %s", (text, silentAt) => {
  expect(hoursText(silentAt)).toBe(text);
});
