import { escaped } from "./escape";
import { type Report, type Status, scoreOf } from "./report";

interface Case {
  readonly suite: string;
  readonly name: string;
  readonly status: Status;
  readonly why: string;
}

function caseText({ suite, name, status, why }: Case): string {
  const head = `    <testcase classname="${escaped(suite)}" name="${escaped(name)}"`;
  switch (status) {
    case "pass":
      return `${head}/>`;
    case "fail":
      return `${head}><failure message="${escaped(why)}"/></testcase>`;
    case "unknown":
    case "exempt":
      return `${head}><skipped message="${escaped(`${status}: ${why}`)}"/></testcase>`;
  }
}

function suiteText(suite: string, cases: readonly Case[]): string {
  const { fail, unknown, exempt } = scoreOf(cases);
  const counts = `tests="${cases.length}" failures="${fail}" skipped="${unknown + exempt}"`;
  return `  <testsuite name="${escaped(suite)}" ${counts}>\n${cases.map(caseText).join("\n")}\n  </testsuite>`;
}

/** Policies and lines as tests, for what shows tests. */
export function junit({ policies, lines }: Report): string {
  const cases: readonly Case[] = [
    ...policies.map(({ name, status, findings }) => ({
      suite: "policies",
      name,
      status,
      why: findings.map(({ resource, why }) => `${resource.name}: ${why}`).join("\n"),
    })),
    ...lines.map(({ system, title, status, why }) => ({ suite: system, name: title, status, why })),
  ];
  const suites = [...new Set(cases.map(({ suite }) => suite))];
  const texts = suites.map((suite) =>
    suiteText(
      suite,
      cases.filter((one) => one.suite === suite),
    ),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${texts.join("\n")}\n</testsuites>\n`;
}
