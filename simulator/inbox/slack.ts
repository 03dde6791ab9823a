import { z } from "zod";
import { contentOf } from "./evidence";
import type { Content } from "./message";

const text = z.string().optional().default("");

/** What an incoming webhook of Slack is sent; only what the inbox reads of it. */
const slackMessage = z.object({
  text,
  attachments: z
    .array(
      z.object({
        title: text,
        title_link: text,
        pretext: text,
        text,
        fallback: text,
        color: text,
        fields: z.array(z.object({ title: z.string(), value: z.string() })).nullish(),
      }),
    )
    .optional()
    .default([]),
});

/** What a Slack message says; nothing where Slack would refuse it. */
export function readSlack(body: unknown): Content | undefined {
  const { data } = slackMessage.safeParse(body);
  if (!data || (data.text === "" && data.attachments.length === 0)) return undefined;
  const [first] = data.attachments;
  const fields = data.attachments.flatMap((attachment) => attachment.fields ?? []);
  const field = (...names: string[]) =>
    fields.find((candidate) => names.includes(candidate.title.toLowerCase()))?.value;
  const alertname = field("alert", "alertname");
  const severity = field("severity")?.toLowerCase();
  const rest = data.attachments.flatMap((one) => [one.pretext, one.text, one.fallback, one.title_link]);
  return contentOf(first?.title || data.text, rest.join("\n"), {
    // Alertmanager's own colour of what is over.
    ...(first?.color === "good" ? { status: "resolved" } : {}),
    ...(alertname === undefined ? {} : { alertname }),
    ...(severity === undefined ? {} : { severity }),
  });
}
