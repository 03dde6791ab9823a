import { parse, stringify } from "yaml";
import type { Maintenance } from "../../declaration/maintenance";
import { contentToProve } from "../../scripts/verify/content";
import type { Content } from "../../verify/content";
import { routingProgram } from "../../verify/routing/program";
import { proveRouting } from "../../verify/routing/prove";
import { routingTable } from "../../verify/routing/table";
import { quietShop, rebuild } from "../alerts/quiet-shop";

// What verify/routing says of working hours, mute windows and maintenance, decided by Alertmanager's own code.

const content = contentToProve([quietShop], [rebuild]);
let program: string;

beforeAll(async () => {
  const engine = await routingProgram();
  if ("missing" in engine) throw new Error(engine.missing);
  program = engine.program;
});

async function failures(of: Content): Promise<readonly string[]> {
  const checks = await proveRouting(of, program);
  return checks
    .filter(({ outcome }) => outcome === "failed")
    .map(({ subject, detail }) => `${subject}: ${detail}`);
}

function changed(change: (config: ReturnType<typeof JSON.parse>) => void): Content {
  const config = parse(content.routing);
  change(config);
  return { ...content, routing: stringify(config, { lineWidth: 0 }) };
}

test("hours, mute windows and maintenance are what was declared, at each half-hour and at each edge", async () => {
  expect(await failures(content)).toEqual([]);
});

test("a maintenance that is an hour too long for Alertmanager is noticed", async () => {
  const longer = changed(({ time_intervals }) => {
    time_intervals[2].time_intervals[2].times[0].end_time = "07:30";
  });
  expect(await failures(longer)).toContain(
    "shop/shop-api/ServiceDown: nobody hears it at 1 of 344 moments, as 2027-02-01T06:30:00.000Z",
  );
});

test("a maintenance that lets the escalation through is noticed", async () => {
  const loud = changed(({ route }) => {
    delete route.routes[0].routes[0].mute_time_intervals;
  });
  expect(await failures(loud)).toContain(
    "shop/shop-api/ServiceDown: it escalates at 2027-01-30T22:00:00.000Z, while somebody works on it",
  );
});

test("hours by the clock of another place are noticed", async () => {
  const displaced = changed(({ time_intervals }) => {
    time_intervals[0].time_intervals[0].location = "UTC";
  });
  expect(await failures(displaced)).toContain(
    "shop/shop-api/ServiceDown: at 2024-01-01T07:00:00.000Z it goes to email, pagerduty, declared is pagerduty, slack",
  );
});

test("a mute window that has gone is noticed, and one that never ends", async () => {
  const gone = changed(({ time_intervals }) => {
    time_intervals[1].time_intervals[0].weekdays = ["saturday"];
  });
  expect(await failures(gone)).toEqual([
    "shop/shop-api/QueueFull: nobody hears it at 5 of 344 moments, as 2024-01-06T02:00:00.000Z",
    "shop/shop-api/QueueFull: at 2024-01-06T02:00:00.000Z it goes to nobody, declared is email",
  ]);
});

test("a message that tells of other alerts, too, is noticed, and one that tells of each alone", async () => {
  const mixed = changed(({ route }) => {
    route.group_by = ["system"];
  });
  expect(await failures(mixed)).toContain(
    "shop/shop-api/QueueFull: shop/sellers/email gets alerts grouped by system, declared is alertname, service, system",
  );
  const single = changed(({ route }) => {
    route.group_by = ["..."];
  });
  expect(await failures(single)).toContain(
    "shop/shop-api/QueueFull: shop/sellers/email gets alerts grouped by each alone, declared is alertname, service, system",
  );
});

test("the table has, of each alert, who is told at which hours, after how long and of what else", async () => {
  const [head, , ...rows] = (await routingTable(content, program)).trim().split("\n");
  expect(head).toBe("| alert | severity | hours (UTC) | who | after | grouped by |");
  const like = "alertname, service, system";
  expect(rows.filter((row) => /HighErrorRate|QueueFull/.test(row))).toEqual([
    "| shop/shop-api/HighErrorRate | critical | always | shop/sellers/escalation:pagerduty | 15 minutes | each alone |",
    `| shop/shop-api/HighErrorRate | critical | Mon–Fri 07–17 | shop/sellers/pagerduty+slack | 10 seconds | ${like} |`,
    `| shop/shop-api/HighErrorRate | critical | Mon–Fri 00–07, 17–24; Sat–Sun 00–24 | shop/sellers/pagerduty+email | 10 seconds | ${like} |`,
    `| shop/shop-api/QueueFull | warning | Mon–Sat 00–24; Sun 00–02, 05–24 | shop/sellers/email | 30 seconds | ${like} |`,
  ]);
});

test("maintenance that is over is named, with whom to ask", async () => {
  const old: Maintenance = { ...rebuild, from: "2024-03-01T22:00Z", to: "2024-03-02T06:00Z" };
  expect(await failures(contentToProve([quietShop], [old]))).toEqual([
    "shop: it was over at 2024-03-02T06:00Z. Fix: ask the head of sales, and remove it from maintenance.ts",
  ]);
});
