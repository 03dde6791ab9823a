import { sections } from "../checklist/line";
import { printExemption } from "../exemption";
import { type LineReport, type Report, type Score, type Status, scoreOf } from "./report";

const words: Readonly<Record<Status, string>> = {
  pass: "passed",
  fail: "FAILED",
  unknown: "unknown",
  exempt: "exempt",
};

function scoreText({ pass, fail, unknown, exempt }: Score): string {
  return `${pass} passed, ${fail} failed, ${unknown} unknown, ${exempt} exempt`;
}

/** Nothing in a text may end a cell of a table. */
function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

function row(cells: readonly string[]): string {
  return `| ${cells.map(cell).join(" | ")} |`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");
}

function evidenceText({ evidence, why, status }: LineReport): string {
  const shown = evidence.map(
    ({ kind, what, at, link }) => `${kind}: ${what} (${at.slice(0, 10)})${link ? ` ${link}` : ""}`,
  );
  return status === "pass" ? shown.join("; ") : why;
}

function systemText(system: string, lines: readonly LineReport[]): string {
  const parts = sections.flatMap((section) => {
    const own = lines.filter((line) => line.section === section);
    if (own.length === 0) return [];
    const rows = own.map((line) => [words[line.status], line.title, line.judgedBy, evidenceText(line)]);
    return [
      `### ${section}: ${scoreText(scoreOf(own))}`,
      table(["", "Line", "Judged by", "Evidence, or why not"], rows),
    ];
  });
  return [`## ${system}: ${scoreText(scoreOf(lines))}`, ...parts].join("\n\n");
}

function policiesText({ policies }: Report): string {
  const open = policies.flatMap((policy) =>
    policy.findings.map(({ resource, why, status, exemption }) => [
      words[exemption ? "exempt" : status],
      policy.name,
      `${resource.name}: ${why}`,
      exemption ? exemption.reason : policy.fix,
    ]),
  );
  const head = `## Policies: ${scoreText(scoreOf(policies))}`;
  return open.length === 0
    ? head
    : [head, table(["", "Policy", "Finding", "Fix, or why it is accepted"], open)].join("\n\n");
}

/** The report as Markdown. */
export function markdown(report: Report): string {
  const { subject, at, lines, exemptions, problems } = report;
  const own = [...new Set(lines.map(({ system }) => system))];
  const accepted = exemptions.map((one) => `- ${one.state}: ${printExemption(one)}`);
  return [
    `# Readiness of ${subject}`,
    `${at}. Checklist: ${scoreText(scoreOf(lines))}.`,
    ...(problems.length > 0 ? ["## Not read", problems.map((problem) => `- ${problem}`).join("\n")] : []),
    policiesText(report),
    ...(accepted.length > 0 ? ["## Exemptions", accepted.join("\n")] : []),
    ...own.map((system) =>
      systemText(
        system,
        lines.filter((line) => line.system === system),
      ),
    ),
    "",
  ].join("\n\n");
}
