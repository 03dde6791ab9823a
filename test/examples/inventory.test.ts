import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { runbookFiles } from "../../alerts/runbooks";
import { loadCatalog, systemsOf } from "../../catalog";
import { blackboxModules } from "../../components/blackbox-modules";
import { Grafana } from "../../components/grafana";
import { placesOf } from "../../components/places";
import { scrapeJobs } from "../../components/scrape";
import { contentOf } from "../../content";
import type { Service } from "../../declaration/service";
import { receiversOf } from "../../receivers";
import { paperPlatform } from "../support/container-place";

const repository = join(__dirname, "../..");
const example = join(repository, "docs/examples/inventory.ts");
const source = readFileSync(example, "utf8");

/** Folders of services elsewhere, so that the clone stays as it is. */
const root = mkdtempSync(join(tmpdir(), "belfry-example-"));
afterAll(() => rmSync(root, { recursive: true }));

function write(folder: string, file: string, change = (text: string) => text): string {
  const path = join(root, folder);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, file), change(source).replaceAll('from "../', `from "${repository}/`));
  return path;
}

const before = loadCatalog();
const [inventory] = loadCatalog(write("services", "inventory.ts")) as [Service];
const after = [...before, inventory];

const settings = {
  environment: "prod",
  cluster: "prod",
  grafanaUrl: "https://grafana.example.com",
  runbookBase: "https://runbooks.example.com",
};

/** Every generated file by its path. */
function filesOf(services: readonly Service[]): Readonly<Record<string, string>> {
  const at = placesOf(paperPlatform);
  const receivers = receiversOf(
    { receivers: {}, platform: "local" },
    { systems: systemsOf(services), ...at },
  );
  const dashboardsFolder = Grafana.dashboardsFolder(at.grafana);
  const { rules, boards, routing } = contentOf(services, {
    ...{ settings, receivers, at, dashboardsFolder },
    maintenance: [],
  });
  return { ...rules, ...boards.dashboards, ...runbookFiles(services, settings), routes: routing.config };
}

const old = filesOf(before);
const files = filesOf(after);
const added = Object.keys(files).filter((path) => !(path in old));

function compile(file: string): { status: number | null; output: string } {
  const tsc = join(repository, "node_modules/.bin/tsc");
  const { status, stdout } = spawnSync(tsc, ["-p", file], { cwd: repository, encoding: "utf8" });
  return { status, output: stdout };
}

test("compiles as it stands", () => {
  expect(compile("docs/examples")).toEqual({ status: 0, output: "" });
});

test("does not compile with a label that it has not declared", () => {
  const folder = write("wrong", "wrong.ts", (text) => text.replace("m.stock, { shelf:", "m.stock, { shelv:"));
  const extended = join(repository, "tsconfig.json");
  const compilerOptions = {
    noEmit: true,
    rootDir: "/",
    typeRoots: [join(repository, "node_modules/@types")],
  };
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ extends: extended, compilerOptions, files: ["wrong.ts"], include: [] }),
  );
  const { status, output } = compile(folder);
  expect(status).not.toBe(0);
  expect(output).toMatch(/wrong\.ts.*'shelv' does not exist/);
});

test("loads into the catalog", () => {
  expect(inventory.id).toBe("warehouse/inventory");
  expect(before.map(({ id }) => id)).not.toContain(inventory.id);
});

test("gets a rule file with its alerts, those that it declares and one that watches the watching", () => {
  const [path = ""] = added.filter((file) => file.endsWith(".yaml"));
  expect(path).toContain("inventory");
  const { groups } = parse(files[path] ?? "");
  const alerts = groups.flatMap(({ rules }: { rules: { alert?: string }[] }) =>
    rules.flatMap((r) => r.alert ?? []),
  );
  expect(alerts).toEqual(expect.arrayContaining(["ServiceDown", "HighErrorRate", "TargetMissing"]));
});

test("gets a dashboard, and for each alert a runbook to read and one beside the live panels", () => {
  const alerts = ["ServiceDown", "HighErrorRate", "TargetMissing"];
  expect(added.filter((file) => file.endsWith(".json")).sort()).toEqual(
    ["warehouse/inventory.json", ...alerts.map((name) => `warehouse-runbooks/inventory.${name}.json`)].sort(),
  );
  expect(added.filter((file) => file.endsWith(".md"))).toEqual(
    expect.arrayContaining(alerts.map((name) => `warehouse/inventory/${name}.md`)),
  );
});

test("gets routes to its own channels", () => {
  const { receivers } = parse(files.routes ?? "");
  const names = receivers.map(({ name }: { name: string }) => name);
  expect(names).toEqual(expect.arrayContaining(["warehouse/pagerduty+slack", "warehouse/slack"]));
  expect(old.routes).not.toContain("warehouse");
});

test("is scraped, and asked for its health", () => {
  const jobs = scrapeJobs({
    services: [inventory],
    metrics: { [inventory.id]: "inventory:8090" },
    apis: { [inventory.id]: "http://inventory:8090" },
    prober: "prober:9115",
    interval: "15s",
    labels: {},
  });
  expect(jobs.map(({ job_name }) => job_name)).toEqual(["warehouse/inventory", "probe"]);
  expect(Object.keys(Object(blackboxModules([inventory]).modules))).toEqual([
    "warehouse_inventory_ready_all",
    "warehouse_inventory_ready_database",
  ]);
});

test("changes no other service's files but the overviews that list them all", () => {
  const others = (path: string) => before.some(({ origin }) => path.includes(origin.service));
  const changed = Object.keys(old).filter((path) => files[path] !== old[path]);
  expect(changed.filter(others)).toEqual([]);
});

const page = readFileSync(join(repository, "docs/a-sixth-service.md"), "utf8");

test("is shown in the guide to the letter", () => {
  const shown = [...page.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code ?? "");
  expect(shown.length).toBeGreaterThan(0);
  for (const code of shown) expect(source).toContain(code);
});

test("is refused with the guide's words when it names a fault that it has not", () => {
  const folder = write("misspelt/services", "inventory.ts", (text) => text.replace('["errors"]', '["eror"]'));
  const [, message = ""] = /```\n(services\/inventory\.ts.*?)\n```/s.exec(page) ?? [];
  expect(() => loadCatalog(folder)).toThrow(message);
  expect(message).toContain("eror");
});
