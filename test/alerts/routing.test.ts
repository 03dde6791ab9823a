import { inboxDestinations } from "../../alerts/inbox-destinations";
import { alertmanagerConfig, alertmanagerFile } from "../../alerts/routing";
import { alert } from "../../declaration/alert";
import { value } from "../../queries/promql";
import { watched } from "../../telemetry/target";
import { errorRate, origin, queueFull, runbook, settings, shop, shopWith, team } from "./shop";

const inbox = inboxDestinations({
  systems: ["shop"],
  httpUrl: "http://127.0.0.1:8025",
  smtpAddress: "127.0.0.1:1025",
  fileAt: (name) => `/secrets/${name}`,
});
const { destinations } = inbox;
const routing = { content: settings, destinations };

const heartbeat = alert("Watchdog", {
  when: value(watched(origin).up).max().equals(1),
  severity: "info",
  class: "heartbeat",
  summary: () => "alerts are evaluated",
  description: () => "Fires always.",
  runbook,
  firesUnder: [],
});

test("sends each alert to its own channels, or to those of its team for its severity", () => {
  expect(alertmanagerConfig([shop], routing).route).toEqual({
    receiver: "unrouted",
    group_by: ["system", "service", "alertname"],
    group_wait: "30s",
    group_interval: "1m",
    repeat_interval: "4h",
    routes: [
      {
        matchers: ['environment="prod"'],
        routes: [
          {
            matchers: ['system="shop"', 'team="sellers"', 'severity="critical"'],
            receiver: "shop/sellers/escalation:pagerduty",
            continue: true,
            group_by: ["..."],
            group_wait: "15m",
            repeat_interval: "5d",
          },
          {
            matchers: ['system="shop"', 'team="sellers"'],
            routes: [
              {
                matchers: ['service="shop-api"', 'alertname="QueueFull"', 'severity="warning"'],
                receiver: "shop/sellers/email",
                group_wait: "30s",
              },
              {
                matchers: ['service="shop-api"', 'alertname="TypeRepeats"', 'severity="warning"'],
                receiver: "shop/sellers/webhook",
                group_wait: "30s",
              },
              {
                matchers: ['severity="critical"'],
                receiver: "shop/sellers/pagerduty+slack",
                group_wait: "10s",
              },
            ],
          },
        ],
      },
    ],
  });
});

test("shortens its times for tests, but never makes a critical alert wait longer", () => {
  const times = { groupWait: "1s", groupInterval: "2s", repeatInterval: "3m", escalation: "4s" } as const;
  const short = alertmanagerFile([shop], { ...routing, times });
  expect(short.match(/(group_wait|group_interval|repeat_interval): .*/g)).toEqual([
    "group_wait: 1s",
    "group_interval: 2s",
    "repeat_interval: 3m",
    "group_wait: 4s",
    "repeat_interval: 5d",
    "group_wait: 1s",
    "group_wait: 1s",
    "group_wait: 1s",
  ]);
  expect(short).toContain("Still firing after 4 seconds, get the head of sales");
  const long = alertmanagerFile([shop], { ...routing, times: { groupWait: "1m" } });
  expect(long).toContain("receiver: shop/sellers/pagerduty+slack\n              group_wait: 10s");
});

test("makes one receiver of all the channels of an alert, named after them", () => {
  const { receivers } = alertmanagerConfig([shop], routing);
  expect(receivers.map(({ name, ...configs }) => [name, Object.keys(configs)])).toEqual([
    ["unrouted", ["slack_configs"]],
    ["heartbeat that nobody hears", []],
    ["shop/sellers/email", ["email_configs"]],
    ["shop/sellers/webhook", ["webhook_configs"]],
    ["shop/sellers/pagerduty+slack", ["pagerduty_configs", "slack_configs"]],
    ["shop/sellers/escalation:pagerduty", ["pagerduty_configs"]],
  ]);
});

test("leaves the team out of names and keeps alerts apart where a webhook has a shape of its own", () => {
  const owner = { ...team, name: "shop", presentation: { webhook: () => ({ text: "hello" }) } };
  const text = alertmanagerFile([shopWith({ owner })], routing);
  expect(text).toContain("receiver: shop/webhook\n              group_by:\n                - ...\n");
});

test("hands the heartbeat to the dead-man's switch, and to nothing else", () => {
  const services = [shopWith({ alerts: [heartbeat] })];
  const deadMansSwitch = { urlFile: "/secrets/dead-mans-switch-url" };
  const { route, receivers } = alertmanagerConfig(services, {
    ...routing,
    destinations: { ...destinations, deadMansSwitch },
  });
  expect(route.routes?.[0]?.routes?.[0]).toEqual({
    matchers: ['system="shop"', 'service="shop-api"', 'alertname="Watchdog"'],
    receiver: "dead-mans-switch",
    group_wait: "0s",
    group_interval: "1m",
    repeat_interval: "50s",
  });
  expect(receivers[1]).toEqual({
    name: "dead-mans-switch",
    webhook_configs: [{ send_resolved: false, url_file: "/secrets/dead-mans-switch-url" }],
  });
});

test("holds back what follows from something worse, but no heartbeat and nothing that feeds a program", () => {
  const withHeartbeat = [shopWith({ alerts: [...shop.alerts, heartbeat] })];
  const equal = ["environment", "cluster", "system", "service"];
  expect(alertmanagerConfig(withHeartbeat, routing).inhibit_rules).toEqual([
    {
      name: "a service that is gone holds back its symptoms",
      source_matchers: ['alertname=~"ServiceDown|TargetMissing"'],
      target_matchers: ['alertname!~"ServiceDown|TargetMissing|Watchdog"'],
      equal,
    },
    {
      name: "critical holds back warning",
      source_matchers: ['severity="critical"', 'alertname!~"Watchdog"'],
      target_matchers: ['severity="warning"', 'alertname!~"TypeRepeats|ServiceDown|TargetMissing|Watchdog"'],
      equal,
    },
  ]);
  expect(alertmanagerConfig([shop], routing).inhibit_rules[1]?.source_matchers).toEqual([
    'severity="critical"',
  ]);
});

test("names every alert whose channel the environment lacks, and what to do", () => {
  const { email, webhook } = destinations;
  const few = { ...routing, destinations: { ...(email ? { email } : {}), ...(webhook ? { webhook } : {}) } };
  const lacks = 'which has no destination in the environment "prod"';
  expect(() =>
    alertmanagerConfig(
      [shopWith({ alerts: [errorRate], delivery: { by: "otlp", temporality: "delta", every: "15s" } })],
      few,
    ),
  ).toThrow(
    [
      `shop/shop-api, alert HighErrorRate: goes to pagerduty, ${lacks}`,
      "  fix: configure the receiver pagerduty of the environment, or name another channel",
      `shop/shop-api, alert HighErrorRate: goes to slack, ${lacks}`,
      "  fix: configure the receiver slack of the environment, or name another channel",
      `shop/shop-api, alert HighErrorRate: escalates to pagerduty, ${lacks}`,
      "  fix: configure the receiver pagerduty of the environment, or name another channel",
    ].join("\n"),
  );
});

test("refuses an alert that reaches nobody", () => {
  const silent = { ...queueFull, to: [] };
  expect(() => alertmanagerConfig([shopWith({ alerts: [silent] })], routing)).toThrow(
    "shop/shop-api, alert QueueFull: reaches nobody: it has no channel\n  fix: name a channel in its `to`, or in the warning channels of team sellers",
  );
});

test("lays the inbox's addresses in files, a path for each system", () => {
  expect(inbox.files).toEqual({
    "slack-shop-url": "http://127.0.0.1:8025/slack/shop",
    "webhook-shop-url": "http://127.0.0.1:8025/webhook/shop",
    "slack-other-url": "http://127.0.0.1:8025/slack/other",
    "webhook-other-url": "http://127.0.0.1:8025/webhook/other",
    "pagerduty-routing-key": "inbox",
  });
  expect(destinations.pagerduty?.systems).toEqual({
    shop: { routingKeyFile: "/secrets/pagerduty-routing-key", url: "http://127.0.0.1:8025/pagerduty/shop" },
  });
});
