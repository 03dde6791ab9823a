import fc from "fast-check";
import type { Duration } from "../../telemetry/units";
import { seconds, spoken } from "../../telemetry/units";

test.each([
  ["250ms", 0.25, "250 milliseconds"],
  ["1s", 1, "1 second"],
  ["1.5s", 1.5, "1.5 seconds"],
  ["1m", 60, "1 minute"],
  ["5m", 300, "5 minutes"],
  ["1h", 3600, "1 hour"],
  ["30d", 2_592_000, "30 days"],
  ["0s", 0, "0 seconds"],
] as const)("%s is %d seconds and is said as %s", (duration, number, words) => {
  expect(seconds(duration)).toBe(number);
  expect(spoken(duration)).toBe(words);
});

// The type lets every number through that JavaScript can print; what Prometheus cannot read is refused here.
test.each(["-5m", "1e3s", "Infinitys", "NaNm", "1w"])("refuses %s and says what to write", (text) => {
  expect(() => seconds(text as Duration)).toThrow(
    `"${text}" is no duration: write a number and one of ms, s, m, h, d, such as "5m".`,
  );
});

test("no other text is a duration", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      fc.pre(!/^\d+(\.\d+)?(ms|s|m|h|d)$/.test(text));
      expect(() => seconds(text as Duration)).toThrow("is no duration");
    }),
  );
});
