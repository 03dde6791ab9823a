import fc from "fast-check";
import type { Match } from "../../telemetry/labels";
import { cardinality, matcher, matchers, quotePattern, sampleValues, upTo } from "../../telemetry/labels";

test.each<[Match<string>, string, string]>([
  ["500", "=", "500"],
  [["500"], "=", "500"],
  [["500", "502"], "=~", "500|502"],
  [["/a.b", "/c"], "=~", "/a\\.b|/c"],
  [{ not: "500" }, "!=", "500"],
  [{ not: ["500"] }, "!=", "500"],
  [{ not: ["500", "502"] }, "!~", "500|502"],
  [{ matches: "5.." }, "=~", "5.."],
  [{ notMatches: "5.." }, "!~", "5.."],
  // No value is allowed, so that only series without the label are left.
  [[], "=~", ""],
])("%j is the matcher %s %j", (match, operator, value) => {
  expect(matcher("status", match)).toEqual({ label: "status", operator, value });
});

test("matchers keep the order in which labels are named, and leave undefined ones out", () => {
  expect(matchers({ b: "1", c: undefined, a: { not: "2" } })).toEqual([
    { label: "b", operator: "=", value: "1" },
    { label: "a", operator: "!=", value: "2" },
  ]);
});

test("a quoted text matches itself and nothing longer", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const pattern = new RegExp(`^(?:${quotePattern(text)})$`);
      expect(pattern.test(text)).toBe(true);
      expect(pattern.test(`${text}x`)).toBe(false);
    }),
  );
});

test("a finite label has its values, a bounded one its bound and its examples", () => {
  expect([cardinality(["a", "b"]), sampleValues(["a", "b"])]).toEqual([2, ["a", "b"]]);
  const bounded = upTo(40, "/a", "/b");
  expect([cardinality(bounded), sampleValues(bounded)]).toEqual([40, ["/a", "/b"]]);
});
