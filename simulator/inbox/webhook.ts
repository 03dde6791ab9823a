import { z } from "zod";
import { contentOf } from "./evidence";
import type { Content } from "./message";

const labels = z.record(z.string(), z.string());

/** Alertmanager's own webhook message (version 4); only what the inbox reads of it. */
const alertmanagerMessage = z.object({
  status: z.enum(["firing", "resolved"]),
  commonLabels: labels,
  commonAnnotations: labels,
  alerts: z.array(z.object({ labels, annotations: labels })),
});

function readAlertmanager(message: z.infer<typeof alertmanagerMessage>): Content {
  const names = new Set(message.alerts.flatMap((alert) => alert.labels.alertname ?? []));
  const severity = message.commonLabels.severity;
  const summaries = message.alerts.flatMap(
    (alert) => alert.annotations.summary ?? alert.annotations.description ?? [],
  );
  return {
    status: message.status,
    ...(names.size === 0 ? {} : { alertname: [...names].join(",") }),
    ...(severity === undefined ? {} : { severity }),
    text: message.commonAnnotations.summary ?? summaries[0] ?? "",
  };
}

/** What a webhook message says, in Alertmanager's shape or a system's own (`text`, `message`, `level`). */
export function readWebhook(body: unknown): Content | undefined {
  const message = alertmanagerMessage.safeParse(body);
  if (message.success) return readAlertmanager(message.data);
  const own = z.record(z.string(), z.unknown()).safeParse(body);
  if (!own.success) return undefined;
  const headline = [own.data.text, own.data.message].find((text) => typeof text === "string");
  return contentOf(headline ?? "", JSON.stringify(own.data));
}
