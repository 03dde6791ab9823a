import { z } from "zod";
import { contentOf } from "./evidence";
import type { Content } from "./message";

/** An event of PagerDuty's Events API v2; only what the inbox reads of it. */
const pagerDutyEvent = z.object({
  routing_key: z.string().min(1),
  event_action: z.enum(["trigger", "acknowledge", "resolve"]),
  dedup_key: z.string().optional(),
  payload: z
    .object({
      summary: z.string(),
      source: z.string(),
      severity: z.enum(["critical", "error", "warning", "info"]),
      class: z.string().optional(),
      custom_details: z.record(z.string(), z.unknown()).nullish(),
    })
    .optional(),
});

export interface PagerDutyEvent {
  readonly content: Content;
  readonly dedupKey: string | undefined;
}

/** What a PagerDuty event says; nothing where PagerDuty would refuse it. */
export function readPagerDuty(body: unknown): PagerDutyEvent | undefined {
  const { data } = pagerDutyEvent.safeParse(body);
  if (!data || (data.event_action === "trigger" && !data.payload)) return undefined;
  const details = Object.entries(data.payload?.custom_details ?? {})
    .map(([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join("\n");
  const severity = data.payload?.severity;
  const alertname = data.payload?.class || undefined;
  const content = contentOf(data.payload?.summary ?? "", details, {
    status: data.event_action === "resolve" ? "resolved" : "firing",
    ...(severity === undefined ? {} : { severity }),
    ...(alertname === undefined ? {} : { alertname }),
  });
  return { content, dedupKey: data.dedup_key };
}
