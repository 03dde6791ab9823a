import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { z } from "zod";
import { loadCatalog } from "../../catalog";
import { commitOf, sources } from "../../scripts/diff/other-state";
import { contentToProve } from "../../scripts/verify/content";
import { run } from "../../toolchain/run";
import { changedAlerts } from "../../verify/diff/alerts";
import { changedPanels } from "../../verify/diff/panels";
import { checkRecorded } from "../../verify/diff/recorded";
import { changedRecordings } from "../../verify/diff/recordings";
import { changedRoutes } from "../../verify/diff/routes";
import type { Shipped } from "../../verify/diff/shipped";
import type { Engine } from "../../verify/engines";
import { engine } from "../../verify/engines";
import { routingProgram } from "../../verify/routing/program";
import { quietShop, rebuild } from "../alerts/quiet-shop";

// What was shipped before is made from what is shipped now, with one thing changed.

const folder = mkdtempSync(join(tmpdir(), "belfry-diff-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const root = join(__dirname, "../..");
const after = contentToProve(loadCatalog());
const rules = "travel-crm.travel-crm-api.yaml";

function program(found: Engine): string {
  if ("missing" in found) throw new Error(found.missing);
  return found.program;
}

function edited(files: Readonly<Record<string, string>>, name: string, from: string, to: string) {
  const text = files[name] ?? "";
  if (!text.includes(from)) throw new Error(`${name} does not hold ${from}`);
  return { ...files, [name]: text.replace(from, to) };
}

test("an alert that fires since a threshold was lowered is named, with the fault and the time", async () => {
  const promtool = program(await engine("prometheus", "promtool"));
  const before: Shipped = { ...after, rules: edited(after.rules, rules, "> 0.05", "> 0.95") };
  const changes = await changedAlerts(before, after, { services: after.services, promtool, folder });
  expect(changes.map(({ subject }) => subject)).toEqual(["travel-crm/travel-crm-api/HighErrorRate"]);
  expect(changes[0]?.effects[0]).toBe("its expr changed");
  expect(changes[0]?.effects).toContainEqual(
    expect.stringMatching(/^fault errors: now fires, from 0:\d\d:\d\d to /),
  );
});

test("a rule that is only written otherwise is told apart by no replay", async () => {
  const promtool = program(await engine("prometheus", "promtool"));
  const before: Shipped = { ...after, rules: edited(after.rules, rules, "> 0.05", "> 0.0500001") };
  const [change] = await changedAlerts(before, after, { services: after.services, promtool, folder });
  expect(change?.effects).toEqual(["its expr changed", "no replay tells the two apart"]);
});

test("nothing is replayed where nothing was changed", async () => {
  expect(await changedAlerts(after, after, { services: after.services, promtool: "/none", folder })).toEqual(
    [],
  );
  expect(await changedRoutes("/none", after, after)).toEqual([]);
});

test("an alert that takes another way is named with both", async () => {
  const routing = program(await routingProgram());
  const before = { ...after, routing: after.routing.replaceAll("group_wait: 10s", "group_wait: 20s") };
  expect(before.routing).not.toBe(after.routing);
  const changes = await changedRoutes(routing, before, after);
  expect(changes.length).toBeGreaterThan(10);
  expect(changes[0]?.effects).toEqual([
    expect.stringMatching(/^now goes to .* after 10 s/),
    expect.stringMatching(/^no longer goes to .* after 20 s/),
  ]);
});

test.each([
  [
    "group_by",
    "    - alertname\n",
    "",
    /, grouped by alertname, service, system/,
    /, grouped by service, system/,
  ],
  [
    "group_interval",
    "group_interval: 1m",
    "group_interval: 9m",
    / with more of its group after 60 s/,
    / after 540 s/,
  ],
])("an alert whose %s is another is named", async (_, now, once, is, was) => {
  const routing = program(await routingProgram());
  const before = { ...after, routing: after.routing.replace(now, once) };
  expect(before.routing).not.toBe(after.routing);
  const changes = await changedRoutes(routing, before, after);
  expect(changes.length).toBeGreaterThan(10);
  const [change] = changes.filter(({ subject }) => subject.endsWith("/HighMemoryUsage"));
  expect(change?.effects).toEqual([expect.stringMatching(is), expect.stringMatching(was)]);
});

const quiet = contentToProve([quietShop], [rebuild]);

test("mute hours that were shifted, and last as long as before, are told with both", async () => {
  const routing = program(await routingProgram());
  const [now, once] = [
    "start_time: 02:00\n            end_time: 04:30",
    "start_time: 03:00\n            end_time: 05:30",
  ];
  const before = { ...quiet, routing: quiet.routing.replace(now ?? "", once ?? "") };
  const way =
    "goes to shop/sellers/email after 30 s, with more of its group after 60 s, again after 14400 s, grouped by alertname, service, system";
  expect(before.routing).not.toBe(quiet.routing);
  expect(await changedRoutes(routing, before, quiet)).toEqual([
    {
      subject: "shop/shop-api/QueueFull",
      effects: [
        `now ${way}, Mon–Sat 00–24; Sun 00–02, 05–24 (UTC) only`,
        `no longer ${way}, Mon–Sat 00–24; Sun 00–03, 06–24 (UTC) only`,
      ],
    },
    { subject: 'hours "shop/shop-api: weekly backup"', effects: ["they are others"] },
  ]);
});

test("planned work that is shifted is told, though no week that is asked about holds it", async () => {
  const routing = program(await routingProgram());
  const before = contentToProve([quietShop], [{ ...rebuild, to: "2027-02-01T08:30Z" }]);
  expect(await changedRoutes(routing, before, quiet)).toEqual([
    {
      subject: 'hours "maintenance of shop/shop-api from 2027-01-30T22:00Z"',
      effects: ["they are others"],
    },
  ]);
});

test("of a group that only records, the series is named with the panels that read it", () => {
  const name = "travel-crm.travel-crm-api.slo.yaml";
  const before = { ...after, rules: edited(after.rules, name, "/ 8640 /", "/ 8641 /") };
  expect(changedRecordings(before, after)).toEqual([
    'belfry:error_ratio:rate30d{system="travel-crm",service="travel-crm-api",slo="availability"} of travel-crm/travel-crm-api:budget is recorded otherwise; panels read it: Status: travel-crm-api availability, SLOs and budgets: travel-crm-api availability 99.9%, travel-crm-api: SLOs: Kept, travel-crm-api: SLOs: Budget left, travel-crm-api: SLOs: Budget lasts, travel-crm-api: SLOs: Budget over time',
  ]);
  expect(changedRecordings(after, after)).toEqual([]);
});

test("what content is made of is all looked at before two commits are called the same", async () => {
  const { stdout } = await run(process.execPath, [
    join(root, "node_modules/tsx/dist/cli.mjs"),
    "-e",
    `require(${JSON.stringify(join(root, "scripts/verify/content"))});
     require(${JSON.stringify(join(root, "catalog"))}).loadCatalog();
     console.log(JSON.stringify(Object.keys(require.cache)))`,
  ]);
  const loaded = z.array(z.string()).parse(JSON.parse(stdout));
  const own = loaded.map((file) => relative(root, file)).filter((file) => !file.startsWith("node_modules"));
  expect(own).toContain("maintenance.ts");
  const known = (file: string) => sources.some((source) => file === source || file.startsWith(`${source}/`));
  expect(own.filter((file) => !known(file))).toEqual([]);
});

test("an address at which no Prometheus answers is refused at once", async () => {
  const began = Date.now();
  await expect(checkRecorded("http://127.0.0.1:9")).rejects.toThrow(
    "--recorded http://127.0.0.1:9 does not answer as a Prometheus does (",
  );
  expect(Date.now() - began).toBeLessThan(6_000);
});

test("a panel that shows other data is named with what it shows and showed", async () => {
  const [promtool, prometheusProgram] = [
    program(await engine("prometheus", "promtool")),
    program(await engine("prometheus", "prometheus")),
  ];
  const name = "travel-crm/travel-crm-api-queues-and-cache.json";
  const dashboards = edited(after.dashboards, name, '"expr": "sum', '"expr": "2 * sum');
  const engines = { folder, promtool, prometheusProgram, loki: undefined, tempo: undefined };
  const changes = await changedPanels({ ...after, dashboards }, after, engines);
  expect(changes).toHaveLength(1);
  expect(changes[0]?.effects).toEqual([
    expect.stringMatching(/^on a normal day: \d+ lines? between .*, was \d+ lines? between /),
  ]);
});

test("a commit that git does not know is refused by its name", async () => {
  await expect(commitOf("no-such-branch")).rejects.toThrow('git knows no commit "no-such-branch". Fix:');
  expect(await commitOf("HEAD")).toMatch(/^[0-9a-f]{40}$/);
});
