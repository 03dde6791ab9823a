import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { loadCatalog, offered } from "../catalog";

const declaration = resolve(__dirname, "../declaration/define-service");

/** The source of a declaration as an author would write it, as small as it can be. */
function declare(system: string, service: string, extra = ""): string {
  return `
    import { defineService } from ${JSON.stringify(declaration)};
    export const declared = defineService({
      origin: { system: "${system}", service: "${service}" },
      description: "A service.",
      owner: {
        name: "owners",
        channels: { critical: [], warning: [], info: [] },
        escalation: { after: "15m", to: "the lead", channel: "slack" },
      },
      importance: "low",
      version: "1.0.0",
      metrics: {},
      delivery: { by: "none" },
      behaviour: { operations: [] },
      faults: {},
      alerts: [],
      ${extra}
    });`;
}

let root: string;
let folder: string;

function write(name: string, source: string): void {
  writeFileSync(join(folder, name), source);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "belfry-catalog-"));
  folder = join(root, "services");
  mkdirSync(join(folder, "stack"), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

test("finds the services of the folder and of the stack, by id", () => {
  write("zoo.ts", declare("zoo", "api"));
  write("bakery.ts", declare("bakery", "api"));
  write("stack/loki.ts", declare("belfry", "loki"));
  expect(loadCatalog(folder).map(({ id, stack }) => [id, stack])).toEqual([
    ["bakery/api", false],
    ["belfry/loki", true],
    ["zoo/api", false],
  ]);
});

test("takes a sixth service from one new file", () => {
  write("bakery.ts", declare("bakery", "api"));
  expect(loadCatalog(folder)).toHaveLength(1);
  write("cinema.ts", declare("cinema", "api"));
  expect(loadCatalog(folder).map(({ id }) => id)).toEqual(["bakery/api", "cinema/api"]);
});

test("leaves the parts alone that a declaration keeps in a folder of its own", () => {
  mkdirSync(join(folder, "bakery"));
  write("bakery/name.ts", `export const system = "bakery";`);
  write("bakery.ts", declare("bakery", "api"));
  write("notes.md", "# no declaration");
  expect(loadCatalog(folder).map(({ id }) => id)).toEqual(["bakery/api"]);
});

test("does without a folder for the stack", () => {
  rmSync(join(folder, "stack"), { recursive: true });
  write("bakery.ts", declare("bakery", "api"));
  expect(loadCatalog(folder).map(({ id }) => id)).toEqual(["bakery/api"]);
});

test("names a file that exports no service", () => {
  write("bakery.ts", declare("bakery", "api"));
  write("stack/loki.ts", `export const port = 3100;`);
  expect(() => loadCatalog(folder)).toThrow(/^services\/stack\/loki\.ts: exports no service\n {2}fix: /);
});

test("names a file that cannot be loaded, and what it says", () => {
  write("bakery.ts", `throw new Error("the oven is cold");`);
  expect(() => loadCatalog(folder)).toThrow(/^services\/bakery\.ts: the oven is cold\n {2}fix: /);
});

test("names the file of a declaration that is refused, and all such files at once", () => {
  const slo =
    "slos: [{ name: 'a', kind: 'uptime', objective: 1, window: '30d', total: [], spentUnder: {}, description: '' }],";
  write("bakery.ts", declare("bakery", "api", slo));
  write("Zoo.ts", declare("Zoo", "api"));
  expect(() => loadCatalog(folder)).toThrow(
    expect.objectContaining({
      problems: [
        expect.objectContaining({ place: "services/Zoo.ts: Zoo/api", problem: 'its system is "Zoo"' }),
        expect.objectContaining({
          place: "services/bakery.ts: bakery/api, SLO a",
          problem: "its objective is 1",
        }),
        expect.objectContaining({
          place: "services/bakery.ts: bakery/api, SLO a",
          problem: "counts nothing",
        }),
        expect.objectContaining({
          place: "services/bakery.ts: bakery/api, SLO a",
          problem: "names no fault that spends its budget, so its alerts cannot be shown to fire",
        }),
      ],
    }),
  );
});

test("refuses a service that two files declare", () => {
  write("bakery.ts", declare("bakery", "api"));
  write("baker.ts", declare("bakery", "api"));
  expect(() => loadCatalog(folder)).toThrow("bakery/api: is declared twice");
});

test("leaves out the servers that cannot be had, and never belfry's own program", () => {
  const services = loadCatalog();
  const left = offered(services, (product) => product === "belfry" || product === "loki");
  expect(left.filter(({ stack }) => stack).map(({ id }) => id)).toEqual([
    "belfry/backup",
    "belfry/canary",
    "belfry/loki",
    "belfry/readiness",
  ]);
  expect(left.filter(({ stack }) => !stack)).toEqual(services.filter(({ stack }) => !stack));
});
