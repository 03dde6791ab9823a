import { type Section, sections } from "../checklist/line";
import { printExemption } from "../exemption";
import { escaped } from "./escape";
import { style } from "./html-style";
import { type LineReport, type Report, type Status, scoreOf } from "./report";

const statuses: readonly Status[] = ["pass", "fail", "unknown", "exempt"];
const words: Readonly<Record<Status, string>> = {
  pass: "passed",
  fail: "failed",
  unknown: "unknown",
  exempt: "exempt",
};

function badge(status: Status): string {
  return `<span class="badge ${status}">${words[status]}</span>`;
}

/** A bar with a part for each status, and its numbers in words: a colour alone tells nobody. */
function bar(all: readonly { readonly status: Status }[]): string {
  const score = scoreOf(all);
  const used = statuses.filter((status) => score[status] > 0);
  const parts = used.map((status) => `<i class="${status}" style="flex:${score[status]}"></i>`).join("");
  const text = used.map((status) => `${score[status]} ${words[status]}`).join(" · ");
  return `<div class="bar" aria-hidden="true">${parts}</div><p class="score">${text}</p>`;
}

function daysOld(at: string, now: string): string {
  const days = Math.floor((Date.parse(now) - Date.parse(at)) / 86_400_000);
  return days <= 0 ? "today" : `${days} d old`;
}

function proofs({ evidence, why }: LineReport, now: string): string {
  const shown = evidence.map(({ kind, what, at, link }) => {
    const named = link ? `<a href="${escaped(link)}">${escaped(what)}</a>` : escaped(what);
    return `<li>${kind}: ${named} <small>${daysOld(at, now)}</small></li>`;
  });
  const list = shown.length > 0 ? `<ul>${shown.join("")}</ul>` : "";
  return `${why === "" ? "" : `<p>${escaped(why)}</p>`}${list}`;
}

function lineRow(line: LineReport, now: string): string {
  const asked = line.asked.map(escaped).join(" · ");
  return `<tr><td>${badge(line.status)}</td><td><b>${escaped(line.title)}</b><small>${asked}</small></td>
<td>${line.judgedBy}</td><td>${proofs(line, now)}</td></tr>`;
}

function sectionPart(section: Section, lines: readonly LineReport[], now: string): string {
  if (lines.length === 0) return "";
  return `<section><h3>${section}</h3>${bar(lines)}<table><thead><tr><th>Status</th><th>Line</th><th>Judged by</th><th>Evidence, or why not</th></tr></thead>
<tbody>${lines.map((line) => lineRow(line, now)).join("")}</tbody></table></section>`;
}

function systemPart(system: string, { lines, at }: Report): string {
  const own = lines.filter((line) => line.system === system);
  const parts = sections.map((section) =>
    sectionPart(
      section,
      own.filter((line) => line.section === section),
      at,
    ),
  );
  return `<article id="${escaped(system)}"><h2>${escaped(system)}</h2>${bar(own)}${parts.join("")}</article>`;
}

function policyPart({ policies }: Report): string {
  const rows = policies.flatMap((policy) =>
    policy.findings.map(({ status, resource, why, exemption }) => {
      const last = exemption ? `accepted until ${exemption.expires}: ${exemption.reason}` : policy.fix;
      return `<tr><td>${badge(exemption ? "exempt" : status)}</td><td><b>${policy.name}</b><small>${escaped(policy.description)}</small></td>
<td>${escaped(`${resource.name}: ${why}`)}</td><td>${escaped(last)}</td></tr>`;
    }),
  );
  const table = `<table><thead><tr><th>Status</th><th>Policy</th><th>Finding</th><th>Fix, or why it is accepted</th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
  return `<article id="policies"><h2>Policies</h2>${bar(policies)}${rows.length > 0 ? table : ""}</article>`;
}

function listPart(title: string, items: readonly string[]): string {
  return items.length === 0
    ? ""
    : `<article><h2>${title}</h2><ul>${items.map((item) => `<li>${escaped(item)}</li>`).join("")}</ul></article>`;
}

/** The report as one page that needs nothing else, to look at and to print. */
export function html(report: Report): string {
  const systems = [...new Set(report.lines.map(({ system }) => system))];
  const tiles = systems.map((system) => {
    const own = report.lines.filter((line) => line.system === system);
    return `<a class="tile" href="#${escaped(system)}"><b>${escaped(system)}</b>${bar(own)}</a>`;
  });
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Readiness of ${escaped(report.subject)}</title><style>${style}</style></head><body>
<header><h1>Readiness of ${escaped(report.subject)}</h1><p>${escaped(report.at)}</p>
<nav><a class="tile" href="#policies"><b>Policies</b>${bar(report.policies)}</a>${tiles.join("")}</nav></header>
${listPart("Not read", report.problems)}
${policyPart(report)}
${listPart(
  "Exemptions",
  report.exemptions.map((one) => `${one.state}: ${printExemption(one)}`),
)}
${systems.map((system) => systemPart(system, report)).join("")}
</body></html>
`;
}
