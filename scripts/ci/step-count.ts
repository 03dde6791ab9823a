import { z } from "zod";
import type { Count } from "./jest-count";

const outcomes = z.array(
  z.object({ name: z.string(), status: z.enum(["pass", "fail", "skip"]), detail: z.string() }),
);

/** Counts named steps of a step (`supply-chain --json`): one that could not be done is a skip if it is on the list, else a failure. */
export function stepCount(text: string, whole: string, allowedSkips: ReadonlySet<string>): Count {
  const steps = outcomes.parse(JSON.parse(text));
  const of = (status: string) => steps.filter((step) => step.status === status);
  const unexplained = of("skip").filter(({ name }) => !allowedSkips.has(`${whole} ${name}`));
  for (const { name, detail } of unexplained)
    console.log(`skipped, but not in .ci/allowed-skips.json: ${whole} ${name} (${detail})`);
  return {
    passed: of("pass").length,
    failed: of("fail").length + unexplained.length,
    skipped: of("skip").length - unexplained.length,
  };
}
