import { randomBytes } from "node:crypto";
import { clearFaults, setFault } from "./servers";
import { protocolPort } from "./shared-stack";
import type { TestStack } from "./stack-process";

/** Faults under which series are born that a good day does not have. */
const lazy = {
  "newsletter-api": "errors",
  "pulsecal-api": "errors",
  "travel-crm-api": "slaBreach",
} as const;

export async function provokeLazy(stack: TestStack): Promise<void> {
  for (const [service, fault] of Object.entries(lazy)) await setFault(stack, service, fault);
}

export async function clearLazy(stack: TestStack): Promise<void> {
  for (const service of Object.keys(lazy)) await clearFaults(stack, service);
}

const monthMs = 30 * 86_400_000;

/** Sends what Loki, Tempo and Prometheus must refuse: a month-old line and sample, and a span without a trace. */
export async function provokeRefusals(stack: TestStack): Promise<void> {
  const otlp = `http://127.0.0.1:${protocolPort(stack, "4318")}/v1`;
  const resource = { attributes: [{ key: "service.name", value: { stringValue: "e2e-refused" } }] };
  const old = `${Date.now() - monthMs}000000`;
  const now = `${Date.now()}000000`;
  const logRecords = [{ timeUnixNano: old, body: { stringValue: "too old" } }];
  const dataPoints = [{ timeUnixNano: old, asDouble: 1 }];
  const metrics = [{ name: "e2e_too_old", gauge: { dataPoints } }];
  const times = { startTimeUnixNano: now, endTimeUnixNano: now };
  const spans = [{ traceId: "", spanId: randomBytes(8).toString("hex"), name: "lost", ...times }];
  await post(`${otlp}/logs`, { resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] });
  await post(`${otlp}/metrics`, { resourceMetrics: [{ resource, scopeMetrics: [{ metrics }] }] });
  await post(`${otlp}/traces`, { resourceSpans: [{ resource, scopeSpans: [{ spans }] }] });
}

/** The collector takes it; that nobody else does shows later. */
async function post(url: string, body: unknown): Promise<void> {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  expect(answer.status).toBe(200);
}
