import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadCatalog } from "../../catalog";
import type { Service } from "../../declaration/service";

const root = join(__dirname, "../..");
const services = loadCatalog().filter(({ stack }) => !stack);

/** Everything by which a service is known. */
function namesOf(service: Service): readonly string[] {
  return [
    ...service.alerts.map(({ name }) => name),
    ...Object.values(service.metrics).map(({ name }) => name),
    ...Object.keys(service.faults),
    ...(service.boards ?? []).map(({ title }) => title),
    ...(service.health ?? []).map(({ name }) => name),
    ...(service.slos ?? []).map(({ name }) => name),
  ];
}

function quoted(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);
}

const sections = readFileSync(join(root, "docs/systems-map.md"), "utf8")
  .split(/^## /m)
  .slice(1)
  .map((section) => {
    const [system = "", ...lines] = section.split("\n");
    const rows = lines.filter((line) => line.startsWith("| ") && !line.startsWith("| says"));
    return {
      system,
      rows: rows.map((line) =>
        line
          .split("|")
          .slice(1, -1)
          .map((cell) => cell.trim()),
      ),
    };
  });

test("has a section for every system", () => {
  const systems = [...new Set(services.map(({ origin }) => origin.system))];
  expect(sections.map(({ system }) => system).sort()).toEqual(systems.sort());
});

describe.each(sections)("$system", ({ system, rows }) => {
  test.each(rows.map((cells) => [cells[0] ?? "", cells] as const))("%s", (_line, cells) => {
    expect(cells).toHaveLength(3);
    const [, files = "", names = ""] = cells;
    expect(quoted(files).filter((file) => !existsSync(join(root, file)))).toEqual([]);
    expect(quoted(files).length).toBeGreaterThan(0);
    const known = new Set(services.filter(({ origin }) => origin.system === system).flatMap(namesOf));
    expect(quoted(names).filter((name) => !known.has(name))).toEqual([]);
  });

  test("names every alert, metric of its own and board of the system, and every alert that a fault fires", () => {
    const named = new Set(rows.flatMap(([, , names = ""]) => quoted(names)));
    const own = services.filter(({ origin }) => origin.system === system);
    const boards = own.flatMap(({ boards: all = [] }) => all.map(({ title }) => title));
    const process = /^(?:travel_crm_)?(?:process|nodejs|python)_|^request\.error\.duration\.duration$/;
    const metrics = own.flatMap(({ metrics: all }) => Object.values(all).map(({ name }) => name));
    const wanted = [...boards, ...metrics.filter((name) => !process.test(name))];
    expect(wanted.filter((name) => !named.has(name) && !generalBoards.has(name))).toEqual([]);
  });

  test("has a page that says what it gets and what was decided for it", () => {
    const page = readFileSync(join(root, `docs/systems/${system}.md`), "utf8");
    const own = services.filter(({ origin }) => origin.system === system);
    for (const { alerts } of own) {
      for (const { name } of alerts) expect(page).toContain(`\`${name}\``);
    }
  });
});

/** Made the same way for every Node.js service. */
const generalBoards = new Set(["Node.js process"]);
