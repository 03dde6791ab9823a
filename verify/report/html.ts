import type { Area, Check } from "../check";
import { areas } from "../check";
import type { Proof } from "../proof";
import { escaped } from "./escape";
import { style } from "./html-style";
import { panelNotes } from "./panel-notes";
import { count, subjects, summary } from "./summary";

const outcomes = ["passed", "failed", "skipped"] as const;

function bar(checks: readonly Check[]): string {
  const counted = count(checks);
  const used = outcomes.filter((outcome) => counted[outcome] > 0);
  const parts = used.map((outcome) => `<i class="${outcome}" style="flex:${counted[outcome]}"></i>`).join("");
  const words = used.map((outcome) => `${counted[outcome]} ${outcome}`).join(" · ");
  return `<div class="bar" aria-hidden="true">${parts}</div><small>${words}</small>`;
}

function tile(checks: readonly Check[], area: Area): string {
  const own = checks.filter((one) => one.area === area);
  if (own.length === 0) return "";
  const { all, proven } = subjects(checks, area);
  return `<div class="tile"><b>${area}</b><strong>${proven} of ${all}</strong>proven in full${bar(own)}</div>`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[], tag: string) =>
    `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join("")}</tr>`;
  return `<table><thead>${line(head, "th")}</thead><tbody>${rows.map((cells) => line(cells, "td")).join("\n")}</tbody></table>`;
}

function badge(outcome: Check["outcome"]): string {
  return `<span class="badge ${outcome}">${outcome}</span>`;
}

function failures(checks: readonly Check[]): string {
  const open = checks.filter(({ outcome }) => outcome !== "passed");
  if (open.length === 0) return "";
  const rows = open.map(({ area, subject, claim, outcome, detail = "" }) => [
    badge(outcome),
    `<b>${escaped(subject)}</b><br><small>${area}</small>`,
    escaped(claim),
    escaped(detail),
  ]);
  return `<article><h2>What does not hold, or is not known</h2>${table(["", "Subject", "Claim", "What was found"], rows)}</article>`;
}

/** Every subject of an area with the claims that hold of it; folded, since there are hundreds. */
function areaPart(checks: readonly Check[], area: Area): string {
  const bySubject = new Map<string, Check[]>();
  for (const one of checks.filter((check) => check.area === area)) {
    bySubject.set(one.subject, [...(bySubject.get(one.subject) ?? []), one]);
  }
  if (bySubject.size === 0) return "";
  const parts = [...bySubject].map(([subject, own]) => {
    const claims = own.map(({ claim, outcome }) => `<li>${badge(outcome)} ${escaped(claim)}</li>`).join("");
    const holds = count(own).passed;
    return `<details><summary>${escaped(subject)} <small>${holds} of ${own.length} claims hold</small></summary><ul>${claims}</ul></details>`;
  });
  return `<article id="${area}"><h2>${area}</h2>${parts.join("\n")}</article>`;
}

/** The proof as one page that needs nothing else, to look at and to print. */
export function html({ checks, missing, seconds }: Proof, at: Date): string {
  const used = areas.filter((area) => checks.some((one) => one.area === area));
  const perService = summary(checks).map((cells) => cells.map(escaped));
  const lacking = missing.map((one) => `<li>${escaped(one)}</li>`).join("");
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>What is proven</title><style>${style}</style></head><body>
<header><h1>What is proven</h1><p>${checks.length} claims, tried in ${seconds.toFixed(0)} s by the real engines, ${at.toISOString().slice(0, 16)} UTC</p>
${panelNotes(checks)
  .map((note) => `<p>${escaped(note)}</p>`)
  .join("\n")}
<nav>${used.map((area) => tile(checks, area)).join("")}</nav></header>
${lacking === "" ? "" : `<article><h2>Engines that are missing</h2><ul>${lacking}</ul></article>`}
${failures(checks)}
<article><h2>By service</h2>${table(["Service", ...areas], perService)}</article>
${used.map((area) => areaPart(checks, area)).join("\n")}
</body></html>
`;
}
