import { inboxDestinations } from "../../alerts/inbox-destinations";
import { alertmanagerConfig } from "../../alerts/routing";
import { defineService } from "../../declaration/define-service";
import { backup, dayTeam, quietShop, rebuild } from "./quiet-shop";
import { settings, shop, shopWith } from "./shop";

const { destinations } = inboxDestinations({
  systems: ["shop"],
  httpUrl: "http://127.0.0.1:8025",
  smtpAddress: "127.0.0.1:1025",
  fileAt: (name) => `/secrets/${name}`,
});
const routing = { content: settings, destinations };

/** The routes of this environment. */
function routesOf(...[services, more]: [Parameters<typeof alertmanagerConfig>[0], object?]) {
  return alertmanagerConfig(services, { ...routing, ...more }).route.routes?.[0]?.routes;
}

test("sends by the team's working hours, and keeps alerts with channels of their own at every hour", () => {
  const hours = ["working hours of sellers"];
  expect(routesOf([quietShop])?.[1]?.routes).toEqual([
    {
      matchers: ['service="shop-api"', 'alertname="QueueFull"', 'severity="warning"'],
      receiver: "shop/sellers/email",
      group_wait: "30s",
      mute_time_intervals: ["shop/shop-api: weekly backup"],
    },
    {
      matchers: ['service="shop-api"', 'alertname="TypeRepeats"', 'severity="warning"'],
      receiver: "shop/sellers/webhook",
      group_wait: "30s",
    },
    {
      matchers: ['severity="critical"'],
      receiver: "shop/sellers/pagerduty+slack",
      continue: true,
      group_wait: "10s",
      active_time_intervals: hours,
    },
    {
      matchers: ['severity="critical"'],
      receiver: "shop/sellers/pagerduty+email",
      group_wait: "10s",
      mute_time_intervals: hours,
    },
  ]);
});

test("lets a warning wait for the working hours where nothing takes it outside of them", () => {
  const { to: _, ...warning } = { ...quietShop.alerts[1], name: "QueueLong" };
  const waiting = shopWith({ owner: dayTeam, alerts: [Object(warning)] });
  expect(routesOf([waiting])?.[1]?.routes?.at(-1)).toEqual({
    matchers: ['severity="warning"'],
    receiver: "shop/sellers/slack",
    group_wait: "30s",
    active_time_intervals: ["working hours of sellers"],
  });
});

test("prints hours by the clock of their place, and planned work a span for each day", () => {
  const { time_intervals } = alertmanagerConfig([quietShop], { ...routing, maintenance: [rebuild] });
  const day = (date: string, month: string, start_time: string, end_time: string) => ({
    times: [{ start_time, end_time }],
    days_of_month: [date],
    months: [month],
    years: ["2027"],
    location: "UTC",
  });
  expect(time_intervals).toEqual([
    {
      name: "working hours of sellers",
      time_intervals: [
        {
          times: [{ start_time: "08:00", end_time: "18:00" }],
          weekdays: ["monday", "tuesday", "wednesday", "thursday", "friday"],
          location: "Europe/Berlin",
        },
      ],
    },
    {
      name: "shop/shop-api: weekly backup",
      time_intervals: [
        { times: [{ start_time: "02:00", end_time: "04:30" }], weekdays: ["sunday"], location: "UTC" },
      ],
    },
    {
      name: "maintenance of shop/shop-api from 2027-01-30T22:00Z",
      time_intervals: [
        day("30", "1", "22:00", "24:00"),
        day("31", "1", "00:00", "24:00"),
        day("1", "2", "00:00", "06:30"),
      ],
    },
  ]);
});

test("mutes a service under maintenance alone, its escalation too, and leaves its siblings as they are", () => {
  const { logs: _, ...silent } = shop;
  const origin = { system: "shop", service: "till" };
  const sibling = defineService({ ...silent, origin, metrics: {}, alerts: [] });
  const routes = routesOf([shop, sibling], { maintenance: [rebuild] });
  const mute_time_intervals = ["maintenance of shop/shop-api from 2027-01-30T22:00Z"];
  const own = ['system="shop"', 'team="sellers"', 'service="shop-api"'];
  const others = ['system="shop"', 'team="sellers"', 'service!~"shop-api"'];
  expect(routes?.map(({ matchers, mute_time_intervals: muted }) => [matchers, muted])).toEqual([
    [[...own, 'severity="critical"'], mute_time_intervals],
    [[...others, 'severity="critical"'], undefined],
    [own, undefined],
    [others, undefined],
  ]);
  expect(routes?.[2]?.routes?.map((route) => route.mute_time_intervals)).toEqual(
    Array(3).fill(mute_time_intervals),
  );
  expect(routes?.[3]?.routes?.map((route) => route.mute_time_intervals)).toEqual([undefined]);
});

test("mutes the whole system where no service is named, and nothing of another environment", () => {
  const { service: _, ...whole } = rebuild;
  const [escalation, branch] = routesOf([shop], { maintenance: [whole] }) ?? [];
  const muted = ["maintenance of shop from 2027-01-30T22:00Z"];
  expect(escalation?.mute_time_intervals).toEqual(muted);
  expect(branch?.matchers).toEqual(['system="shop"', 'team="sellers"']);
  expect(branch?.routes?.map((route) => route.mute_time_intervals)).toEqual([muted, muted, muted]);
  const elsewhere = { maintenance: [{ ...whole, environment: "dev" }] };
  expect(alertmanagerConfig([shop], { ...routing, ...elsewhere })).toEqual(
    alertmanagerConfig([shop], routing),
  );
});

test("names a channel that only the night needs and the environment lacks", () => {
  const { email: _, ...few } = destinations;
  const critical = [quietShop.alerts[0], quietShop.alerts[3]].flatMap((one) => one ?? []);
  expect(() =>
    alertmanagerConfig([shopWith({ owner: dayTeam, alerts: critical })], { ...routing, destinations: few }),
  ).toThrow(
    'shop/shop-api, alert HighErrorRate: outside of working hours goes to email, which has no destination in the environment "prod"',
  );
});

test.each([
  [
    { environment: "prod", system: "shop", service: "till" },
    "concerns no service\n  fix: name one of: shop/shop-api",
  ],
  [{ to: "2027-01-30T21:00Z" as const }, "it ends at 2027-01-30T21:00Z\n  fix: let it end after it begins"],
  [
    { to: "2027-03-01T00:00Z" as const },
    "it lasts 30 days\n  fix: plan at most 14 days; an alert that nobody wants is removed",
  ],
  [
    { to: "2027-13-01T00:00Z" as const },
    '"2027-13-01T00:00Z" is no moment\n  fix: write it as "2027-01-16T22:00Z"',
  ],
  [{ owner: " " }, "has no owner\n  fix: name who does it"],
  [{ reason: "" }, "has no reason\n  fix: say what is done"],
])("refuses planned work with %j", (change, message) => {
  expect(() => alertmanagerConfig([shop], { ...routing, maintenance: [{ ...rebuild, ...change }] })).toThrow(
    message,
  );
});

test.each([
  [
    { alerts: ["QueueFul"] },
    "names the alert QueueFul\n  fix: use one of: HighErrorRate, QueueFull, TypeRepeats, ServiceDown",
  ],
  [{ alerts: ["ServiceDown"] }, "mutes ServiceDown, which is critical\n  fix: what is critical"],
  [{ reason: "" }, "has no reason\n  fix: say why nobody need know"],
  [{ hours: { ...backup.hours, days: [] } }, "names no day\n  fix: use some of monday, tuesday"],
  [
    { hours: { ...backup.hours, from: "2:00" as const } },
    '"2:00" is no time of day\n  fix: write it as "08:00", at most "24:00"',
  ],
  [
    { hours: { ...backup.hours, to: "01:00" as const } },
    "it begins at 02:00 and ends at 01:00\n  fix: let it begin before it ends",
  ],
  [
    { hours: { ...backup.hours, zone: "Mars" } },
    '"Mars" is no time zone\n  fix: name one as IANA does: "Europe/Berlin"',
  ],
])("refuses a mute window with %j", (change, message) => {
  expect(() => shopWith({ muted: [{ ...backup, ...change }] })).toThrow(
    `shop/shop-api, mute window "weekly backup": ${message}`,
  );
});

test("refuses two mute windows of one name, and working hours for which what is critical would wait", () => {
  expect(() => shopWith({ muted: [backup, backup] })).toThrow("is declared twice\n  fix: name it otherwise");
  const hours = { working: backup.hours, outside: { critical: [] } };
  expect(() => shopWith({ owner: { ...dayTeam, hours } })).toThrow(
    "shop/shop-api, working hours of sellers: what is critical would wait for them\n  fix: name a channel for critical, or leave it out: it goes where it always goes",
  );
});
