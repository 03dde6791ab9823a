import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadCatalog } from "../../catalog";
import { arithmeticLimit, outages } from "../../verify/slo/outages";
import { arithmeticCells } from "../../verify/slo/report";

// `npm run verify -- --slo-report docs/slo-behaviour.md` writes the page; what follows from the objectives is compared here.

const page = readFileSync(join(__dirname, "../../docs/slo-behaviour.md"), "utf8");
const parts = new Map(page.split("\n### ").map((part) => [part.split("\n")[0], part]));
const slos = loadCatalog().flatMap(({ id, slos: own = [] }) =>
  own.map((slo) => [`${id}: ${slo.name}`, slo] as const),
);

const unitSeconds: Readonly<Record<string, number>> = { h: 3600, min: 60, s: 1 };
function secondsIn(text: string): number {
  const amounts = [...text.matchAll(/(\d+) (h|min|s)\b/g)];
  return amounts.reduce((sum, [, amount, unit = ""]) => sum + Number(amount) * (unitSeconds[unit] ?? 0), 0);
}

test("has a part for each SLO of the catalog, and for no other", () => {
  expect([...parts.keys()].slice(1)).toEqual(slos.map(([name]) => name));
});

describe.each(slos)("%s", (name, slo) => {
  const rows = (parts.get(name) ?? "").split("\n").filter((line) => line.startsWith("| "));
  const cells = rows.slice(2).map((line) => line.slice(2, -2).split(" | "));

  test("the arithmetic on the page is that of its objective", () => {
    expect(cells.map((row) => row.slice(0, 3))).toEqual(
      outages.map((outage) => [outage.name, ...arithmeticCells(slo, outage.share(slo))]),
    );
  });

  // A probe that fails once in 50 times does so every 12 minutes.
  const lumps = slo.kind === "uptime" ? 15 / 0.02 : 0;

  test("what was measured lies near the arithmetic: a twentieth and two minutes", () => {
    for (const [i, [, , , alert = "", measured = ""]] of cells.entries()) {
      const outage = outages[i];
      const limit = outage && arithmeticLimit(slo, outage.share(slo));
      if (!limit) expect(alert).toBe("none");
      else
        expect(Math.abs(secondsIn(measured) - limit.seconds)).toBeLessThan(limit.seconds / 20 + 120 + lumps);
    }
  });

  test("one error alone alerts nobody", () => {
    if (slo.kind !== "uptime") expect(parts.get(name)).toContain("one error fires nothing");
  });
});
