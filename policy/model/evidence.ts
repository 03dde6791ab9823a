import { z } from "zod";

const time = z.iso.datetime({ offset: true });

/** What a probe, a drill or a person found out: nothing that a deployment shows by itself. */
export const evidenceSchema = z.strictObject({
  /** Id of the checklist's line. */
  line: z.string(),
  /** The system that it is about. @default all */
  system: z.string().exactOptional(),
  kind: z.enum(["probed", "drilled", "attested"]),
  passed: z.boolean(),
  /** When it was found out. */
  at: time,
  /** When it no longer counts. */
  until: time,
  /** Who or what found it out: a person, a probe, a drill. */
  by: z.string().min(1),
  /** What was seen. */
  detail: z.string().min(1),
  /** What of the line was left out: then it may refute the line, and does not prove it. */
  untried: z.string().min(1).exactOptional(),
  /** Where to read more. An attestation must have it. */
  link: z.url().exactOptional(),
});
export type Evidence = z.infer<typeof evidenceSchema>;
