import { execFile } from "node:child_process";
import { z } from "zod";
import type { Labels } from "../series/series";

const waySchema = z.object({
  receiver: z.string(),
  groupBy: z.array(z.string()),
  groupByAll: z.boolean(),
  groupWaitSeconds: z.number(),
  groupIntervalSeconds: z.number(),
  repeatIntervalSeconds: z.number(),
  silentAt: z.array(z.number()),
});
const answerSchema = z.object({
  alerts: z.array(z.object({ ways: z.array(waySchema), heldBackBy: z.array(z.number()) })),
  receivers: z.array(z.object({ name: z.string(), integrations: z.number() })),
});

/** A route that an alert takes. */
export type Way = z.infer<typeof waySchema>;
/** What Alertmanager's own code says becomes of the alerts. */
export type RoutingAnswer = z.infer<typeof answerSchema>;

/** Asks which ways alerts take through a configuration, when those are silent, and which hold others back. */
export function askRouting(
  program: string,
  question: {
    readonly config: string;
    readonly alerts: readonly Labels[];
    readonly times: readonly string[];
  },
): Promise<RoutingAnswer> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, { maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
      if (error) reject(new Error(stderr.trim() || error.message));
      else resolve(answerSchema.parse(JSON.parse(stdout)));
    });
    child.stdin?.end(JSON.stringify(question));
  });
}
