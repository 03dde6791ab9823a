import { printSamples } from "../../verify/alerts/case-file";
import { askedAt, parseReport } from "../../verify/alerts/promtool";

// What promtool 3.14 wrote, with the parts that do not matter left out.
const report = `<testsuites><testsuite name="t.yaml" tests="1"><testcase name="shop/api: fault a&amp;b"><failure>    name: one,&#xA;    alertname: A, time: 1h5m, &#xA;        exp:[], &#xA;        got:[&#xA;            0:&#xA;              Labels:{a=&#34;1&#34;, alertname=&#34;A&#34;, b=&#34;a, {b}&#34;}&#xA;              Annotations:{description=&#34;two\\nlines&#34;, summary=&#34;value \\&#34;quoted\\&#34; 7 äö&#34;}&#xA;            ]</failure><failure>    expr: &#34;x{a=\\&#34;1\\&#34;}&#34;, time: 5m,&#xA;        exp: nil&#xA;        got: {__name__=&#34;x&#34;, a=&#34;1&#34;} 7E+00, {a=&#34;2&#34;} -1.5E-03</failure></testcase><testcase name="quiet"></testcase></testsuite></testsuites>`;

test("reads the samples and the fired alerts that promtool got, with their times", () => {
  const tests = parseReport(report);
  const { samples, fired } = tests.get("shop/api: fault a&b") ?? { samples: new Map(), fired: new Map() };
  expect(samples.get(askedAt('x{a="1"}', 300))).toEqual([
    { labels: { __name__: "x", a: "1" }, value: 7 },
    { labels: { a: "2" }, value: -0.0015 },
  ]);
  expect(fired.get(askedAt("A", 3900))).toEqual([
    {
      labels: { a: "1", alertname: "A", b: "a, {b}" },
      annotations: { description: "two\nlines", summary: 'value "quoted" 7 äö' },
    },
  ]);
});

test("a test that got nothing answers nothing", () => {
  expect(parseReport(report).get("quiet")).toEqual({ samples: new Map(), fired: new Map() });
});

test("an error of promtool is no answer", () => {
  const broken = `<testcase name="t"><failure>expr: "x", time: 1m, err: too many samples</failure></testcase>`;
  expect(() => parseReport(broken)).toThrow("too many samples");
});

test.each([
  [[1, 2, 3], "1 2 3"],
  [[5, 5, 5, 5], "5x3"],
  [[undefined, undefined, 1], "_x2 1"],
  [[1, "stale", undefined, 0.25], "1 stale _ 0.25"],
  [[-1.5e-7, -1.5e-7], "-1.5e-7x1"],
  [[], ""],
] as const)("writes %j as %s", (samples, text) => {
  expect(printSamples(samples)).toBe(text);
});
