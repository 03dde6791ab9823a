import { fourDigits, numberFormat } from "../../alerts/number-format";
import type { Measure } from "../../telemetry/units";

// What Go prints for %.4g, seen by running it.
test.each([
  [0, "0"],
  [5, "5"],
  [0.05, "0.05"],
  [2.31, "2.31"],
  [0.000123456, "0.0001235"],
  [0.0000123456, "1.235e-05"],
  [9999.4, "9999"],
  [12345, "1.234e+04"],
  [-7.00000001, "-7"],
  // Ties go to the even digit.
  [100.25, "100.2"],
  [100.75, "100.8"],
])("prints %d as Go's %%.4g does: %s", (value, text) => expect(fourDigits(value)).toBe(text));

test.each<[Measure, number, string]>([
  ["ratio", 0.05, "5%"],
  ["ratio", 0.07, "7%"],
  ["percent", 85, "85%"],
  ["seconds", 2, "2s"],
  ["seconds", 0.3, "300ms"],
  ["seconds", 0, "0s"],
  ["seconds", 90, "1m 30s"],
  ["seconds", 93_784, "1d 2h 3m 4s"],
  ["seconds", -60, "-1m 0s"],
  ["milliseconds", 300, "300ms"],
  ["bytes", 1_610_612_736, "1.5GiB"],
  ["bytes", 512, "512B"],
  ["count", 5, "5"],
  ["count", 12_345, "12.35k"],
  ["count/s", 0.1, "0.1/s"],
  ["bytes/s", 2048, "2kiB/s"],
  ["dollars", 25, "$25.00"],
  ["tokens", 1_000_000, "1M tokens"],
  ["celsius", 21.5, "21.5°C"],
  ["timestamp", 1_705_314_600, "2024-01-15 10:30:00 +0000 UTC"],
])("tells a threshold of %s %d as %s", (measure, value, text) => {
  expect(numberFormat(measure).text(value)).toBe(text);
});

test("fills in the value by a function of Prometheus", () => {
  expect(numberFormat("ratio").template("$value")).toBe("{{ humanizePercentage $value }}");
  expect(numberFormat("bytes/s").template("$value")).toBe("{{ humanize1024 $value }}B/s");
});
