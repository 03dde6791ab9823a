import type { Check } from "../../verify/check";
import { html } from "../../verify/report/html";
import { junit } from "../../verify/report/junit";
import { count, subjects, summary } from "../../verify/report/summary";

const checks: readonly Check[] = [
  { area: "alerts", subject: "shop/api/A", claim: "fires", outcome: "passed" },
  {
    area: "alerts",
    subject: "shop/api/A",
    claim: "resolves",
    outcome: "failed",
    detail: 'at <5m> & "later"',
  },
  { area: "alerts", subject: "shop/api/B", claim: "fires", outcome: "passed" },
  { area: "panels", subject: "shop/api", claim: "is proven", outcome: "skipped", detail: "no loki" },
];

test("counts claims, and subjects of which every claim holds", () => {
  expect(count(checks)).toEqual({ passed: 2, failed: 1, skipped: 1 });
  expect(subjects(checks, "alerts")).toEqual({ all: 2, proven: 1 });
  expect(subjects(checks, "panels")).toEqual({ all: 1, proven: 0 });
});

test("has a row for each service and a cell for each area", () => {
  expect(summary(checks)).toEqual([["shop/api", "2 hold, 1 FAIL", "1 skipped", "–", "–", "–"]]);
});

test("what is skipped is no success in JUnit, and texts are escaped", () => {
  expect(junit(checks).split("\n")).toEqual([
    '<?xml version="1.0" encoding="UTF-8"?>',
    "<testsuites>",
    '  <testsuite name="alerts" tests="3" failures="1" skipped="0">',
    '    <testcase classname="shop/api/A" name="fires"/>',
    '    <testcase classname="shop/api/A" name="resolves"><failure message="at &lt;5m&gt; &amp; &quot;later&quot;"/></testcase>',
    '    <testcase classname="shop/api/B" name="fires"/>',
    "  </testsuite>",
    '  <testsuite name="panels" tests="1" failures="0" skipped="1">',
    '    <testcase classname="shop/api" name="is proven"><skipped message="no loki"/></testcase>',
    "  </testsuite>",
    "</testsuites>",
    "",
  ]);
});

test("the page stands alone, and tells first what does not hold", () => {
  const page = html(
    { checks, missing: ["loki: npm run toolchain"], seconds: 61.2, took: {} },
    new Date("2026-01-02T03:04:05Z"),
  );
  expect(page).not.toMatch(/<(script|link|img)|https?:/);
  expect(page).toContain("4 claims, tried in 61 s by the real engines, 2026-01-02T03:04 UTC");
  expect(page).toContain("<b>alerts</b><strong>1 of 2</strong>");
  expect(page).toContain("<li>loki: npm run toolchain</li>");
  expect(page).toContain("at &lt;5m&gt; &amp; &quot;later&quot;");
  expect(page.indexOf("What does not hold")).toBeLessThan(page.indexOf("By service"));
});

test("a page on which all holds says nothing of failures", () => {
  const page = html({ checks: checks.slice(0, 1), missing: [], seconds: 1, took: {} }, new Date(0));
  expect(page).not.toContain("What does not hold");
  expect(page).toContain("1 passed");
});
