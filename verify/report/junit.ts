import type { Check } from "../check";
import { areas } from "../check";
import { escaped } from "./escape";
import { count } from "./summary";

function testCase({ subject, claim, outcome, detail = "" }: Check): string {
  const open = `    <testcase classname="${escaped(subject)}" name="${escaped(claim)}"`;
  if (outcome === "passed") return `${open}/>`;
  const inner =
    outcome === "failed"
      ? `<failure message="${escaped(detail)}"/>`
      : `<skipped message="${escaped(detail)}"/>`;
  return `${open}>${inner}</testcase>`;
}

/** The checks as JUnit's XML: a suite for each area. */
export function junit(checks: readonly Check[]): string {
  const suites = areas.flatMap((area) => {
    const own = checks.filter((one) => one.area === area);
    if (own.length === 0) return [];
    const { failed, skipped } = count(own);
    return [
      `  <testsuite name="${area}" tests="${own.length}" failures="${failed}" skipped="${skipped}">`,
      ...own.map(testCase),
      "  </testsuite>",
    ];
  });
  return ['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>", ...suites, "</testsuites>", ""].join(
    "\n",
  );
}
