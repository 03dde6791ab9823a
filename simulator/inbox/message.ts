import { z } from "zod";

/** Ways on which the inbox takes messages; the dead man's switch keeps only its last one. */
export const inboxChannels = ["pagerduty", "slack", "webhook", "email", "deadman"] as const;
export type InboxChannel = (typeof inboxChannels)[number];

/** What a message says of its alert, as far as its shape lets one see it. */
export const contentSchema = z.strictObject({
  status: z.enum(["firing", "resolved"]),
  /** Names of the alerts, separated by commas. */
  alertname: z.string().exactOptional(),
  severity: z.string().exactOptional(),
  /** What a person reads first. */
  text: z.string(),
});
export type Content = z.infer<typeof contentSchema>;

/** A message as it was taken. */
export const messageSchema = contentSchema.extend({
  /** Ascending number; never given twice. */
  id: z.number().int(),
  /** When it came, ISO 8601 in UTC. */
  time: z.string(),
  channel: z.enum(inboxChannels),
  /** Whose alert it is. */
  system: z.string(),
  /** The body as it came: JSON, or the source of an e-mail. */
  raw: z.unknown(),
});
export type Message = z.infer<typeof messageSchema>;

/** A message that has not been stored yet. */
export type Incoming = Omit<Message, "id" | "time">;
