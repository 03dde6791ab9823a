import { z } from "zod";
import { inboxChannels } from "./message";

/** How the next messages of a channel are refused. */
export const failureSchema = z.strictObject({
  /** HTTP status, or the code of an SMTP reply. */
  status: z.number().int().min(400).max(599),
  /** How many messages; 0 ends it. */
  times: z.number().int().min(0),
});
export type Failure = z.infer<typeof failureSchema>;

/** Lets tests see what happens when a receiver fails. */
export class Failures {
  readonly #planned = new Map<string, Failure>();

  static knows(channel: string): boolean {
    return inboxChannels.some((known) => known === channel);
  }

  plan(channel: string, failure: Failure): void {
    this.#planned.set(channel, failure);
  }

  /** The status with which this message is refused, if it is. */
  next(channel: string): number | undefined {
    const planned = this.#planned.get(channel);
    if (!planned || planned.times === 0) return undefined;
    this.#planned.set(channel, { ...planned, times: planned.times - 1 });
    return planned.status;
  }
}
