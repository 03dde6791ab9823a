import { defineService } from "../../../declaration/define-service";
import type { ServiceSpec } from "../../../declaration/service";
import { logsOf } from "../../../telemetry/logs";
import { spansOf } from "../../../telemetry/spans";

const origin = { system: "shop", service: "shop-api" };
const mailer = { system: "shop", service: "mailer" };

const base: Omit<ServiceSpec, "origin" | "delivery"> = {
  description: "A service.",
  owner: {
    name: "sellers",
    channels: { critical: [], warning: [], info: [] },
    escalation: { after: "15m", to: "the lead", channel: "slack" },
  },
  importance: "low",
  version: "1.0.0",
  metrics: {},
  behaviour: { operations: [] },
  faults: {},
  alerts: [],
};

const format = {
  time: { key: "at", format: "iso" },
  level: { key: "severity", spelling: { warn: "ACHTUNG" } },
  message: "msg",
  correlation: "id",
  fields: { id: "text" },
} as const;

/** Scraped, probed, logs to files, sends spans under a name of its own. */
export const shop = defineService({
  ...base,
  origin,
  port: 8000,
  delivery: { by: "scrape", port: 8001, path: "/stats", every: "30s" },
  logs: logsOf(origin, { ...format, delivery: { by: "files", read: ["all-*.log", "crash.log"] } }),
  spans: spansOf(origin, {
    delivery: "otlp-http",
    serviceName: "shop",
    sampled: 1,
    names: ["GET /"],
    attributes: [],
  }),
  health: [
    {
      name: "ready",
      path: "/ready",
      checks: ["db", "cache"],
      timeoutSeconds: 7,
      body: () => ({}),
      expect: [
        { check: "db", matches: '"db":true' },
        { check: "cache", matches: '"cache":true' },
      ],
    },
    { name: "live", path: "/live", status: { healthy: 204, failing: 500 }, body: () => ({}) },
  ],
});

/** Sends its metrics itself and prints its lines. */
export const mail = defineService({
  ...base,
  origin: mailer,
  delivery: { by: "otlp", temporality: "delta", every: "15s" },
  logs: logsOf(mailer, { ...format, delivery: { by: "stdout" } }),
});
