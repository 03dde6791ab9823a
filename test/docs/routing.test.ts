import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Branch, Delivery } from "../../alerts/branches";
import { branchesOf } from "../../alerts/branches";
import { loadCatalog } from "../../catalog";
import { severities } from "../../declaration/team";

const path = join(__dirname, "../../docs/routing.md");
const page = readFileSync(path, "utf8");

function channels({ ways }: Delivery): string {
  return ways.map(({ to }) => to.join(", ")).join("; else ");
}

function cell({ deliveries }: Branch, severity: string): string {
  const own = deliveries.filter((delivery) => delivery.severity === severity);
  const usual = own.find(({ only }) => only === undefined);
  const exceptions = own.flatMap((delivery) =>
    (delivery.only?.alerts ?? []).map((name) => `\`${name}\`: ${channels(delivery)}`),
  );
  return [...(usual ? [channels(usual)] : []), ...exceptions].join("<br>") || "–";
}

function table(): string {
  const rows = branchesOf(loadCatalog()).map((branch) => {
    const { after, to, channel } = branch.team.escalation;
    const cells = severities.map((severity) => cell(branch, severity));
    return `| ${[branch.system, ...cells, `${after}: ${to}, ${channel}`].join(" | ")} |`;
  });
  const head = `| system | ${severities.join(" | ")} | still critical after |`;
  return [head, "|---|---|---|---|---|", ...rows].join("\n");
}

const marked = /<!-- begin -->\n.*<!-- end -->/s;

test("says where each system's alerts go", () => {
  const wanted = page.replace(marked, () => `<!-- begin -->\n${table()}\n<!-- end -->`);
  if (process.env.UPDATE) writeFileSync(path, wanted);
  else expect(page).toBe(wanted);
});

test("shows hours, windows and maintenance as they compile", () => {
  const source = readFileSync(join(__dirname, "../alerts/quiet-shop.ts"), "utf8");
  const shown = [...page.matchAll(/```ts\n(.*?)```/gs)].map(([, code = ""]) => code);
  expect(shown).toHaveLength(3);
  for (const code of shown) expect(source).toContain(code);
});
