import fc from "fast-check";
import { countOver, lines, printLines } from "../../queries/logql";
import { printQuery } from "../../queries/print";
import { value } from "../../queries/promql";
import { printSearch, search } from "../../queries/traceql";
import type { Grammar } from "./grammar";
import { readPromql, stringLiterals, syntaxErrors } from "./grammar";
import { randomLogql, randomPromql } from "./random-expression";
import { logs, metrics, spans } from "./shop";

test("PromQL reads every printed expression as it was meant", () => {
  fc.assert(
    fc.property(randomPromql, ({ expression, bracketed }) => {
      const text = printQuery(expression);
      expect(syntaxErrors("promql", text)).toEqual([]);
      expect(readPromql(text)).toBe(readPromql(bracketed));
    }),
    { numRuns: 300 },
  );
});

test("LogQL reads every printed expression", () => {
  fc.assert(
    fc.property(randomLogql, ({ expression }) => {
      expect(syntaxErrors("logql", printQuery(expression))).toEqual([]);
    }),
  );
});

const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.stringMatching(/^["\\\n\r\t`'{}|=$%]*$/),
  fc.constantFrom("\u0000", "\u2028\u2029", "\\", '\\"', "\\u0041", "// #", "𝄞"),
);
// Grafana's grammar of TraceQL knows no escapes but these two; Tempo takes all that Go knows (seen on 3.0).
const plainText = text.filter((some) => !/\p{Cc}/u.test(some));

/** A text in every place where one may stand, by grammar. */
const places: readonly [Grammar, string, fc.Arbitrary<string>, (text: string) => string][] = [
  [
    "promql",
    "a label",
    text,
    (some) => printQuery(value(metrics.depth.where({ queue: { matches: some } })).expression),
  ],
  ["logql", "a field", text, (some) => printQuery(countOver(logs.where({ reqId: some }), "5m").expression)],
  ["logql", "a line", text, (some) => printLines(lines(logs.containing(some)))],
  [
    "traceql",
    "an attribute",
    plainText,
    (some) => printSearch(search(spans.where({ "http.route": { matches: some } }))),
  ],
];

test.each(places)("%s keeps whatever text is looked for in %s", (language, _, texts, print) => {
  fc.assert(
    fc.property(texts, (looked) => {
      const query = print(looked);
      expect(syntaxErrors(language, query)).toEqual([]);
      // Only escapes that Go and JSON both know are printed, so JSON may read what Go will.
      expect(stringLiterals(language, query).map((literal) => JSON.parse(literal))).toContain(looked);
    }),
  );
});

test("half of a surrogate pair, which no server takes, becomes the replacement character", () => {
  expect(printLines(lines(logs.containing("a\ud800b𝄞")))).toBe(
    '{system="shop", service="api"} |= "a\ufffdb𝄞"',
  );
});

test.each<[Grammar, string]>([
  ["promql", "rate(a[5m]"],
  ["logql", '{a="b"} | | c="d"'],
  ["traceql", "{ duration > 1d }"],
])("the grammar of %s sees the error in %s", (language, text) => {
  expect(syntaxErrors(language, text)).not.toEqual([]);
});
