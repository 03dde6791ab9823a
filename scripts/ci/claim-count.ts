import { z } from "zod";
import type { Count } from "./jest-count";

const proof = z.object({
  checks: z.array(z.object({ subject: z.string(), claim: z.string(), outcome: z.string() })),
  missing: z.array(z.string()),
});

/** Counts what `verify --json` printed; an engine that is missing proves nothing, and CI builds them all. */
export function claimCount(text: string, exitCode: number): Count {
  const { checks, missing } = proof.parse(JSON.parse(text));
  const having = (outcome: string) => checks.filter((one) => one.outcome === outcome);
  for (const { subject, claim } of having("failed")) console.log(`does not hold: ${subject}: ${claim}`);
  for (const engine of missing) console.log(`missing: ${engine}`);
  const failures = having("failed").length + missing.length;
  return {
    passed: having("passed").length,
    // A run that proved nothing ended badly without a claim that failed.
    failed: exitCode !== 0 && failures === 0 ? 1 : failures,
    skipped: having("skipped").length,
  };
}
